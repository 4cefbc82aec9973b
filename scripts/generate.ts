import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { configurationPage, projectFile } from "../stacks/project-file.ts";
import { projectDirectory } from "./stack.ts";

/** `npm run generate`: writes the files that are derived from the settings schema. */
await writeFile(join(projectDirectory, "Pulumi.yaml"), projectFile());
await writeFile(join(projectDirectory, "docs", "configuration.md"), configurationPage());
