import { specialSecretSig, specialSigKey, unknownValue } from "@pulumi/pulumi/runtime/rpc.js";

/** The plain value, with the wrapper of every secret in it removed. */
export function unwrap(value: unknown): unknown {
  if (isSecret(value)) {
    return unwrap(value.value);
  }
  if (Array.isArray(value)) {
    return value.map(unwrap);
  }
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unwrap(inner)]));
  }
  return value;
}

/** Whether the value is a secret as the engine sends it: an object that carries its signature. */
export function isSecret(value: unknown): value is Record<string, unknown> {
  return isObject(value) && value[specialSigKey] === specialSecretSig;
}

export function containsSecret(value: unknown): boolean {
  return isSecret(value) || childrenOf(value).some(containsSecret);
}

/** Whether some part of the value is not known yet, as happens in a preview. */
export function containsUnknown(value: unknown): boolean {
  return value === unknownValue || childrenOf(value).some(containsUnknown);
}

/** Every text inside a secret, so that it can be masked. */
export function secretTexts(value: unknown): string[] {
  return isSecret(value) ? texts(unwrap(value)) : childrenOf(value).flatMap(secretTexts);
}

function texts(value: unknown): string[] {
  return typeof value === "string" ? [value] : childrenOf(value).flatMap(texts);
}

function childrenOf(value: unknown): unknown[] {
  return typeof value === "object" && value !== null ? Object.values(value) : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
