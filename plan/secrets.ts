import { specialSecretSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc.js";

/** Takes the secrets of `properties` out of their wrapping and says where they were. */
export function unwrapSecrets(properties: Record<string, unknown>): {
  values: Record<string, unknown>;
  /** For example `environment.API_KEY` or `rules[0].key`. */
  secretPaths: string[];
} {
  const secretPaths: string[] = [];
  const unwrap = (value: unknown, path: string): unknown => {
    if (Array.isArray(value)) return value.map((item, index) => unwrap(item, `${path}[${index}]`));
    if (typeof value !== "object" || value === null) return value;
    const object = value as Record<string, unknown>;
    if (object[specialSigKey] === specialSecretSig) {
      secretPaths.push(path);
      return unwrap(object.value, path);
    }
    const entries = Object.entries(object).map(([key, item]) => [
      key,
      unwrap(item, path === "" ? key : `${path}.${key}`),
    ]);
    return Object.fromEntries(entries);
  };
  return { values: unwrap(properties, "") as Record<string, unknown>, secretPaths };
}
