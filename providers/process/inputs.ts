import { isAbsolute } from "node:path";
import type { CheckFailure } from "@pulumi/pulumi/provider/index.js";
import { z } from "zod";
import { runVariable } from "./process-group.ts";
import { containsSecret, containsUnknown, isSecret, unwrap } from "./secrets.ts";
import type { PortClaim, ServiceInputs } from "./service.ts";

const inputShape = {
  serviceName: text("must be lower-kebab, at most 63 characters", /^[a-z][a-z0-9-]{0,62}$/),
  command: z
    .array(text("must be text"), { error: "must be a list of texts" })
    .refine(([program]) => (program ?? "") !== "", { error: "must start with a program" }),
  workingDirectory: absolutePath(),
  environment: z
    .record(z.string(), text("must be text"), { error: "must be an object of texts" })
    .superRefine(refuseVariableNames),
  ports: z.array(portClaim(), { error: "must be a list of ports" }).superRefine(refuseTwinPorts),
  healthUrl: httpUrl(),
  healthTimeoutSeconds: between(1, 600),
  logFile: absolutePath(),
  logMaxBytes: between(1024, 1024 ** 3).int({ error: "must be a whole number" }),
  logKeepFiles: between(0, 100).int({ error: "must be a whole number" }),
  runFile: absolutePath(),
  stopGraceSeconds: between(0, 600),
} satisfies Record<keyof ServiceInputs, z.ZodType>;

/** Every input of the resource. */
export const inputNames: readonly string[] = Object.keys(inputShape);

/**
 * What is wrong with the inputs as the engine sent them: all failures at once. A property that is
 * not known yet, as in a preview, is not judged.
 */
export function checkInputs(news: Record<string, unknown>): CheckFailure[] {
  const issues = z.strictObject(inputShape).safeParse(unwrap(news)).error?.issues ?? [];
  const failures = issues
    .flatMap(onePerProperty)
    .filter(({ path }) => !containsUnknown(news[String(path[0])]))
    .map(({ path, message }) => failure(news, path, message));
  if (containsSecret(news.command)) {
    const reason = "must not be secret, as every user of the machine can read it; use environment";
    failures.push(failure(news, ["command"], reason));
  }
  return failures;
}

type Issue = { path: PropertyKey[]; message: string };

/** zod tells all names that it does not know in one issue. */
function onePerProperty(issue: z.core.$ZodIssue): Issue[] {
  return issue.code === "unrecognized_keys"
    ? issue.keys.map((key) => ({ path: [...issue.path, key], message: "must be left out" }))
    : [{ path: issue.path, message: issue.message }];
}

function failure(news: Record<string, unknown>, path: PropertyKey[], message: string) {
  const property = path.map((part) =>
    typeof part === "number" ? `[${part}]` : `.${String(part)}`,
  );
  const name = property.join("").slice(1);
  const reason = `${message}, got ${shown(news, path)}`;
  // The engine prints the value of a property that it finds by name, and a secret in it with it.
  return containsSecret(news[name])
    ? { property: "", reason: `${name}: ${reason}` }
    : { property: name, reason };
}

function shown(news: unknown, path: PropertyKey[]): string {
  const value = path.reduce(
    (inner, part) => (isSecret(inner) ? inner : (inner as Record<PropertyKey, unknown>)?.[part]),
    news,
  );
  if (containsSecret(value)) {
    return "a secret";
  }
  const json = value === undefined ? "nothing" : JSON.stringify(value);
  return json.length > 80 ? `${json.slice(0, 80)}…` : json;
}

function text(error: string, pattern = /^/) {
  // A NUL character would end an argument, a path or a variable early.
  return z
    .string({ error })
    .regex(/^[^\0]*$/, { error: "must be free of NUL characters" })
    .regex(pattern, { error });
}

function absolutePath() {
  const error = "must be an absolute path";
  return text(error).refine(isAbsolute, { error });
}

function httpUrl() {
  const error = "must be an http:// URL";
  return text(error).refine((url) => URL.parse(url)?.protocol === "http:", { error });
}

function between(min: number, max: number) {
  const error = `must be ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
}

function portClaim() {
  return z.strictObject(
    {
      host: text("must be an address", /./),
      number: between(1, 65535).int({ error: "must be a whole number" }),
      configKey: text("must be a configuration key", /./),
    } satisfies Record<keyof PortClaim, z.ZodType>,
    { error: "must be an object" },
  );
}

function refuseVariableNames(variables: Record<string, string>, issues: z.RefinementCtx): void {
  for (const name of Object.keys(variables)) {
    if (!/^[^=\0]+$/.test(name)) {
      issues.addIssue({ code: "custom", path: [name], message: "must have a name without `=`" });
    }
    if (name === runVariable) {
      issues.addIssue({ code: "custom", path: [name], message: "must be left to the provider" });
    }
  }
}

function refuseTwinPorts(ports: PortClaim[], issues: z.RefinementCtx): void {
  const numbers = ports.map(({ number }) => number);
  for (const [index, number] of numbers.entries()) {
    if (numbers.indexOf(number) < index) {
      issues.addIssue({ code: "custom", path: [index, "number"], message: "must be given once" });
    }
  }
}
