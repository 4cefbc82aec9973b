import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { costDocument } from "../plan/cost/document.ts";
import { costReport } from "../plan/cost/report.ts";
import { configurationPage, projectFile } from "../stacks/project-file.ts";
import { projectDirectory } from "./stack.ts";

/** `npm run generate`: writes the files that are derived from the settings schema and the plans. */
await writeFile(join(projectDirectory, "Pulumi.yaml"), projectFile());
await writeFile(join(projectDirectory, "docs", "configuration.md"), configurationPage());
await writeFile(join(projectDirectory, "docs", "cost.md"), costDocument(await costReport()));
