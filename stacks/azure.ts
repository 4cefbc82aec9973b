import * as pulumi from "@pulumi/pulumi";
import type { AzureStackSettings } from "./settings.ts";

/** The platform on Azure, one stack per tier. */
export function azureStack(_settings: AzureStackSettings): never {
  throw new pulumi.RunError('target: the Azure platform is not built yet, got "azure"; use local');
}
