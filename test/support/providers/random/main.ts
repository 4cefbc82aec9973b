import { serve } from "../serve.ts";
import { randomStandIn } from "./provider.ts";

serve(randomStandIn());
