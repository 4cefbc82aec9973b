import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectDirectory } from "./project-directory.ts";
import { requiredVariable, runStep } from "./step.ts";

/** Checks before anything is published that the run's tag says the version that the project has. */
await runStep(() => {
  const tag = requiredVariable("GITHUB_REF_NAME");
  const { version } = JSON.parse(readFileSync(join(projectDirectory, "package.json"), "utf8"));
  if (tag === `v${version}`) return;
  throw new Error(
    `${tag}: is not the version of package.json, got ${version}; use tag v${version}`,
  );
});
