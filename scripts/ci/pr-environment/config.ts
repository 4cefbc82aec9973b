import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { projectDirectory } from "../project-directory.ts";
import type { PullRequestStack } from "./stack-name.ts";

type Config = Record<string, unknown>;

/**
 * Writes the configuration of a pull request's stack from that of dev: the same owner, the uploader that
 * this job logs in as. Values that are encrypted for dev stay there.
 */
export async function writeConfig(
  stack: PullRequestStack,
  secretsProvider: string,
  principalId: string,
  now: Date,
) {
  const text = await readFile(join(projectDirectory, "Pulumi.dev.yaml"), "utf8");
  const dev = (parse(text) as { config: Config }).config;
  const plain = Object.entries(dev).filter(([, value]) => typeof value !== "object");
  const config: Config = {
    ...Object.fromEntries(plain),
    "copilot:tier": "dev",
    "copilot:releaseUploaderObjectId": principalId,
    "copilot:releaseUploaderType": "ServicePrincipal",
    "copilot:budgetStartDate": notPast(String(dev["copilot:budgetStartDate"] ?? ""), now),
  };
  const file = join(projectDirectory, `Pulumi.${stack}.yaml`);
  await writeFile(file, stringify({ secretsprovider: secretsProvider, config }, quoted));
}

/** The engine would read a plain date as a time. */
const quoted = { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" } as const;

/** Azure takes no budget that began before this month. */
function notPast(startDate: string, now: Date): string {
  const thisMonth = `${now.toISOString().slice(0, 7)}-01`;
  return startDate > thisMonth ? startDate : thisMonth;
}
