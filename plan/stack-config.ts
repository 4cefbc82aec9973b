import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { z } from "zod";

const stackFileSchema = z.looseObject({
  config: z.record(z.string(), z.unknown()).nullish(),
});

/** The file that holds what a person has set for a stack. */
export function stackFile(stack: string): string {
  return `Pulumi.${stack}.yaml`;
}

/** What the project's own keys start with. */
const prefix = "copilot:";

/**
 * The project's keys in the stack file of that folder, values as text; none where there is no such
 * file. An encrypted value is left out: a plan has no key to it. Throws an Error that names the file
 * when it is no stack file.
 */
export function stackConfig(folder: string, stack: string): Record<string, string> {
  const file = stackFile(stack);
  const path = join(folder, file);
  if (!existsSync(path)) return {};
  const document = parseDocument(readFileSync(path, "utf8"));
  const [mistake] = document.errors;
  if (mistake) throw new Error(`${file}: ${mistake.message}`);
  const content = stackFileSchema.safeParse(document.toJS() ?? {});
  if (!content.success) throw new Error(`${file}: ${z.prettifyError(content.error)}`);
  const plain = Object.entries(content.data.config ?? {}).filter(
    ([key, value]) => key.startsWith(prefix) && typeof value !== "object",
  );
  return Object.fromEntries(plain.map(([key, value]) => [key.slice(prefix.length), String(value)]));
}
