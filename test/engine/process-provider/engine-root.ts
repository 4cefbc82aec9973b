import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import manifest from "../../../package.json" with { type: "json" };

/** The folder whose `bin/pulumi` is the engine; undefined when this machine has none. */
export function engineRoot(): string | undefined {
  const home = process.env.PULUMI_HOME ?? join(homedir(), ".pulumi");
  const root = join(home, "versions", manifest.dependencies["@pulumi/pulumi"]);
  return existsSync(join(root, "bin", "pulumi")) ? root : undefined;
}
