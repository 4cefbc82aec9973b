import { serve } from "../serve.ts";
import { tlsStandIn } from "./provider.ts";

serve(tlsStandIn());
