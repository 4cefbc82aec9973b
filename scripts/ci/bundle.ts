import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { bundle } from "../bundle/bundle.ts";
import { projectDirectory } from "./project-directory.ts";
import { runStep, setOutput } from "./step.ts";

/**
 * Packs the application into `dist/` with its checksum. With `--same-as <checksum>` it fails where this
 * machine makes other bytes than the job whose package was tested.
 */
await runStep(async () => {
  const { values } = parseArgs({ options: { "same-as": { type: "string" } } });
  const folder = join(projectDirectory, "dist");
  const { file, version } = await bundle(projectDirectory, folder);
  const sha256 = createHash("sha256").update(readFileSync(file)).digest("hex");
  const wanted = values["same-as"];
  if (wanted !== undefined && wanted !== sha256) {
    throw new Error(
      `--same-as: this machine makes another package of version ${version}, got ${sha256} for ` +
        `${wanted}; run the whole workflow again rather than this job`,
    );
  }
  writeFileSync(join(folder, "SHA256SUMS"), `${sha256}  ${basename(file)}\n`);
  setOutput("version", version);
  setOutput("sha256", sha256);
});
