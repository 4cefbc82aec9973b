import { deepestNesting } from "../sources/storable.ts";
import { passes } from "./checks.ts";
import { placeholder, type Redact } from "./redaction.ts";
import { ruleForName } from "./rules/named.ts";
import { sanitizedText } from "./text.ts";

/**
 * `value` with every text sanitized, and with the values of fields whose names say that they hold
 * a secret. Keys stay, unless a key is itself a secret. What is nested deeper than
 * `deepestNesting` becomes null, as in `storable`: unread, it could hold anything.
 */
export function sanitizedJson(value: unknown, redact: Redact, depth = 0): unknown {
  if (typeof value === "string") return sanitizedText(value, redact);
  if (typeof value !== "object" || value === null) return value;
  if (depth === deepestNesting) return null;
  if (Array.isArray(value)) return sanitizedList(value, redact, depth + 1);
  return sanitizedObject(value, redact, depth + 1);
}

function sanitizedList(list: unknown[], redact: Redact, depth: number): unknown[] {
  const items = list.map((item) => sanitizedJson(item, redact, depth));
  return items.every((item, index) => item === list[index]) ? list : items;
}

function sanitizedObject(object: object, redact: Redact, depth: number): object {
  let changed = false;
  const variable = variableName(object);
  const entries = Object.entries(object).map(([key, value]): [string, unknown] => {
    const name = key === "value" && variable !== undefined ? variable : key;
    const entry: [string, unknown] = [
      sanitizedText(key, redact),
      typeof value === "string"
        ? sanitizedField(name, value, redact)
        : sanitizedJson(value, redact, depth),
    ];
    changed ||= entry[0] !== key || entry[1] !== value;
    return entry;
  });
  // fromEntries makes own properties, so that a key `__proto__` stays data.
  return changed ? Object.fromEntries(entries) : object;
}

/** The name in `{ "name": "DB_PASSWORD", "value": … }`, as lists of variables have it. */
function variableName(object: object): string | undefined {
  const { name, key } = object as Record<string, unknown>;
  if (typeof name === "string") return name;
  return typeof key === "string" ? key : undefined;
}

function sanitizedField(name: string, value: string, redact: Redact): string {
  const sanitized = sanitizedText(value, redact);
  const rule = ruleForName(name);
  // A value that has a secret of a known form in it is that secret, or was redacted before.
  if (rule === undefined || sanitized.search(placeholder) >= 0) return sanitized;
  return passes(rule.check, value) ? redact(rule.id, value) : sanitized;
}
