import { serve } from "../serve.ts";
import { cloudFileVariable, openCloud } from "./cloud.ts";
import { azureNative } from "./provider.ts";

const file = process.env[cloudFileVariable];
if (!file)
  throw new Error(`${cloudFileVariable}: names no file; set it to where the cloud is kept`);
serve(azureNative(openCloud(file)));
