import * as pulumi from "@pulumi/pulumi";

/** The platform on Azure, one stack per tier. */
export function azureStack(): never {
  throw new pulumi.RunError('target: the Azure platform is not built yet, got "azure"; use local');
}
