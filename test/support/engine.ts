import { delimiter, dirname } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { type Engine, findEngine } from "../../scripts/engine.ts";

/**
 * The engine of this machine. `npm test` finds or makes it before a suite that needs one and skips
 * such a suite where there is none, so a test that asks in vain fails.
 */
export function installedEngine(): Promise<Engine> {
  const search = { env: process.env, projectDirectory: process.cwd(), onProgress: () => {} };
  const never = () => Promise.reject(new Error("tests make no engine; `npm start` does"));
  return findEngine(search, { download: never, build: never });
}

/** That engine for the Automation API, which takes it from PATH. */
export async function engineCommand(): Promise<PulumiCommand> {
  const { binary } = await installedEngine();
  process.env.PATH = `${dirname(binary)}${delimiter}${process.env.PATH ?? ""}`;
  return PulumiCommand.get({});
}
