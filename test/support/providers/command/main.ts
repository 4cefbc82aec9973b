import { serve } from "../serve.ts";
import { commandStandIn } from "./provider.ts";

serve(commandStandIn());
