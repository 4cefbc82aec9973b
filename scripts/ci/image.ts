import { chatApp } from "../../app/service.ts";
import { appVersion } from "../../stacks/app-version.ts";
import { images } from "../../versions.ts";
import { projectDirectory } from "./project-directory.ts";
import { requiredVariable, runStep, setOutput } from "./step.ts";

/**
 * Tells the steps that build and push the application's image its name, its tags and its base: the
 * version of its sources, and the branch or tag of the run.
 */
await runStep(() => {
  // A registry knows no capitals, an owner on GitHub may have some.
  const name = `ghcr.io/${requiredVariable("GITHUB_REPOSITORY")}/${chatApp.name}`.toLowerCase();
  const tags = [appVersion(projectDirectory), requiredVariable("GITHUB_REF_NAME")];
  setOutput("name", name);
  setOutput("tags", tags.map((tag) => `${name}:${tag}`).join("\n"));
  setOutput("build-args", `NODE_IMAGE=${images.node}`);
});
