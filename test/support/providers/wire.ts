import { specialSecretSig, specialSigKey, unknownValue } from "@pulumi/pulumi/runtime/rpc.js";
import { isSecret } from "../../../providers/process/secrets.ts";

/** Properties as the engine sends them: secrets wrapped, unknowns as a marker. */
export type Wire = Record<string, unknown>;

/** Wraps a value so that the engine keeps it encrypted. */
export function asSecret(value: unknown): Wire {
  return isSecret(value) ? value : { [specialSigKey]: specialSecretSig, value };
}

/** The same tree with every leaf unknown. */
export function asUnknown(value: unknown): unknown {
  if (!isTree(value)) return unknownValue;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asUnknown(inner)]));
}

/** `base` with everything of `over` in it, object by object; a secret stays one. */
export function merge(base: Wire, over: Wire): Wire {
  const [baseIsSecret, overIsSecret] = [isSecret(base), isSecret(over)];
  if (baseIsSecret) return { ...base, value: mergeValues(base.value, over) };
  if (overIsSecret) return { ...over, value: mergeValues(base, over.value) };
  const merged = Object.entries(over).map(([key, value]) => [key, mergeValues(base[key], value)]);
  return { ...base, ...Object.fromEntries(merged) };
}

function mergeValues(base: unknown, over: unknown): unknown {
  return isTree(base) && isTree(over) ? merge(base, over) : over;
}

/** Whether the value is an object, a wrapped secret included, and no list. */
export function isTree(value: unknown): value is Wire {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
