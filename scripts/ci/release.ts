import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { command } from "./command.ts";
import { projectDirectory } from "./project-directory.ts";
import { requiredVariable, runStep } from "./step.ts";

/**
 * Makes the release of the run's tag from what is in `dist/`: the package of the application, its checksum,
 * the image in IMAGE, and GitHub's own list of what was merged since the last one.
 */
await runStep(async () => {
  const tag = requiredVariable("GITHUB_REF_NAME");
  const image = requiredVariable("IMAGE");
  const folder = join(projectDirectory, "dist");
  const files = readdirSync(folder).toSorted();
  const checksums = readFileSync(join(folder, "SHA256SUMS"), "utf8");
  const notes = `Image: \`${image}\`\n\nPackage, SHA-256:\n\n\`\`\`\n${checksums}\`\`\`\n`;
  const { code } = await command("gh", [
    ...["release", "create", tag, ...files.map((file) => join("dist", file))],
    ...["--verify-tag", "--title", tag, "--generate-notes", "--notes", notes],
  ]);
  if (code !== 0) throw new Error(`${tag}: was not released; gh's own words are above`);
});
