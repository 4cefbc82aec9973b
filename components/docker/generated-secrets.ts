import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword.js";

export interface GeneratedSecretsArgs<Name extends string> {
  /** One is made for each, whether or not it is used yet. */
  names: readonly Name[];
}

/**
 * Passwords that nobody chose. They are protected, because the volumes of some services remember them
 * and outlive the containers.
 */
export class GeneratedSecrets<Name extends string> extends pulumi.ComponentResource {
  /** 32 letters and digits each. */
  readonly values: Record<Name, pulumi.Output<string>>;

  constructor(
    name: string,
    { names }: GeneratedSecretsArgs<Name>,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("copilot:docker:GeneratedSecrets", name, {}, opts);

    this.values = Object.fromEntries(
      names.map((secret) => {
        const password = new RandomPassword(
          secret,
          // Without signs that a configuration file could take for its own.
          { length: 32, special: false },
          { parent: this, protect: true },
        );
        return [secret, pulumi.secret(password.result)];
      }),
    ) as typeof this.values;
    this.registerOutputs();
  }
}
