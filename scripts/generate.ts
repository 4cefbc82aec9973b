import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { metricsPage } from "../app/telemetry/metrics-page.ts";
import { architecturePages } from "../plan/architecture.ts";
import { costDocument } from "../plan/cost/document.ts";
import { costReport } from "../plan/cost/report.ts";
import { recordedStacks, recordPlatform } from "../plan/stacks.ts";
import { configurationPage, projectFile } from "../stacks/project-file.ts";
import { projectDirectory } from "./stack.ts";

/**
 * `npm run generate`: writes the files that are derived from the settings schema, the plans and the
 * metric families.
 */
await writeFile(join(projectDirectory, "Pulumi.yaml"), projectFile());
await writeFile(join(projectDirectory, "docs", "configuration.md"), configurationPage());
await writeFile(join(projectDirectory, "docs", "cost.md"), costDocument(await costReport()));
await writeFile(join(projectDirectory, "docs", "metrics.md"), metricsPage());
await writeArchitecture();

async function writeArchitecture() {
  const folder = join(projectDirectory, "docs", "architecture");
  await mkdir(folder, { recursive: true });
  const graphs = await Promise.all(
    Object.keys(recordedStacks).map((stack) => recordPlatform(stack)),
  );
  for (const [name, text] of Object.entries(architecturePages(graphs))) {
    await writeFile(join(folder, name), text);
  }
}
