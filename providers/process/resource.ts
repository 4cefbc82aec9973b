import * as pulumi from "@pulumi/pulumi";
import type { ServiceInputs } from "./service.ts";

/** The inputs of `ServiceInputs`, each of which may come from another resource. */
export type ServiceProcessArgs = {
  [Name in keyof Omit<ServiceInputs, "environment">]: pulumi.Input<ServiceInputs[Name]>;
} & { environment: pulumi.Input<Record<string, pulumi.Input<string>>> };

/** A service as a supervised local process; ready once its health URL has answered. */
export class ServiceProcess extends pulumi.CustomResource {
  /** Process id of the supervisor, which leads the service's process group. */
  declare readonly pid: pulumi.Output<number>;

  constructor(name: string, args: ServiceProcessArgs, opts?: pulumi.CustomResourceOptions) {
    super("process:index:Service", name, { ...args, pid: undefined }, opts);
  }
}
