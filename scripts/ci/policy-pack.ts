import { globSync } from "node:fs";
import { dirname } from "node:path";
import { projectDirectory } from "./project-directory.ts";

/** The engine's options that hold an update to the repository's policy pack; none while there is none. */
export function policyPack(): string[] {
  const packs = globSync("policies/**/PulumiPolicy.yaml", { cwd: projectDirectory });
  return packs.flatMap((file) => ["--policy-pack", dirname(file)]);
}
