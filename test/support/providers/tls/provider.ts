import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { unwrap } from "../../../../providers/process/secrets.ts";
import { sdkVersion, undeclared } from "../sdk.ts";
import type { StandIn } from "../serve.ts";
import { asSecret, type Wire } from "../wire.ts";

const makers: Record<string, (inputs: Wire) => { id: string; outputs: Wire }> = {
  "tls:index/privateKey:PrivateKey": (inputs) => {
    const { algorithm, ecdsaCurve } = inputs;
    if (algorithm !== "ECDSA" || ecdsaCurve !== "P256") {
      throw new Error(`tls: the stand-in makes ECDSA keys on P256, got ${algorithm} ${ecdsaCurve}`);
    }
    const privateKeyPem = openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout");
    return { id: "key", outputs: { ...inputs, privateKeyPem: asSecret(privateKeyPem) } };
  },
  "tls:index/selfSignedCert:SelfSignedCert": (inputs) => {
    const certPem = selfSigned(inputs);
    const { serialNumber } = new X509Certificate(certPem);
    return { id: serialNumber, outputs: { ...inputs, certPem } };
  },
};

/**
 * Stands in for `tls`: real keys and certificates, made by OpenSSL, that live in the state alone. Every
 * input replaces. It knows no renewal, and of the uses of a key only those of a server.
 */
export function tlsStandIn(): StandIn {
  return {
    version: sdkVersion("tls"),

    check(token, _name, _olds, news) {
      const failures = undeclared(token, news);
      if (failures.length > 0 || makers[token]) return { inputs: news, failures };
      const reason = `the stand-in does not make ${token}`;
      return { inputs: news, failures: [{ property: "", reason }] };
    },

    diff(_token, olds, news) {
      const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
      const changes = keys.filter((key) => !isDeepStrictEqual(olds[key], news[key]));
      return { changes, replaces: changes };
    },

    async create(token, inputs) {
      const make = makers[token];
      if (!make) throw new Error(`${token}: the stand-in does not make this`);
      return make(inputs);
    },

    async update(token) {
      throw new Error(`${token}: is replaced, never updated`);
    },
  };
}

function selfSigned(inputs: Wire): string {
  const { privateKeyPem, validityPeriodHours, dnsNames, ipAddresses, subject } = unwrap(
    inputs,
  ) as Certificate;
  const folder = mkdtempSync(join(tmpdir(), "copilot-tls-"));
  try {
    const key = join(folder, "key.pem");
    writeFileSync(key, privateKeyPem, { mode: 0o600 });
    const names = [
      ...(dnsNames ?? []).map((name) => `DNS:${name}`),
      ...(ipAddresses ?? []).map((address) => `IP:${address}`),
    ];
    const out = join(folder, "certificate.pem");
    openssl(
      ...["req", "-x509", "-new", "-key", key, "-out", out],
      ...["-days", String(Math.ceil(validityPeriodHours / 24))],
      ...["-subj", `/CN=${subject.commonName}`],
      ...["-addext", `subjectAltName=${names.join(",")}`],
      ...["-addext", "extendedKeyUsage=serverAuth"],
    );
    return readFileSync(out, "utf8");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Certificate {
  privateKeyPem: string;
  validityPeriodHours: number;
  dnsNames?: string[];
  ipAddresses?: string[];
  subject: { commonName: string };
}

function openssl(...args: string[]): string {
  return execFileSync("openssl", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
