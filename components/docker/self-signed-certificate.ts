import * as pulumi from "@pulumi/pulumi";
import { PrivateKey } from "@pulumi/tls/privateKey.js";
import { SelfSignedCert } from "@pulumi/tls/selfSignedCert.js";

export interface SelfSignedCertificateArgs {
  /** Names that it is for, the first its common name. */
  dnsNames: [string, ...string[]];
  /** Addresses that it is for. */
  ipAddresses: string[];
}

const HOURS_A_DAY = 24;

/** A certificate that nobody vouches for: browsers warn once. It is renewed by an `up` of its last month. */
export class SelfSignedCertificate extends pulumi.ComponentResource {
  /** PEM. */
  readonly certificate: pulumi.Output<string>;
  /** PEM. */
  readonly key: pulumi.Output<string>;

  constructor(
    name: string,
    { dnsNames, ipAddresses }: SelfSignedCertificateArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("copilot:docker:SelfSignedCertificate", name, {}, opts);

    const { privateKeyPem } = new PrivateKey(
      `${name}-key`,
      { algorithm: "ECDSA", ecdsaCurve: "P256" },
      { parent: this },
    );
    const { certPem } = new SelfSignedCert(
      name,
      {
        privateKeyPem,
        subject: { commonName: dnsNames[0] },
        dnsNames,
        ipAddresses,
        allowedUses: ["digital_signature", "server_auth"],
        // Browsers take none that is valid for longer: https://support.apple.com/102028
        validityPeriodHours: 398 * HOURS_A_DAY,
        earlyRenewalHours: 30 * HOURS_A_DAY,
      },
      { parent: this },
    );

    this.key = pulumi.secret(privateKeyPem);
    this.certificate = certPem;
    this.registerOutputs();
  }
}
