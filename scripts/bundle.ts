import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { bundle } from "./bundle/bundle.ts";
import { runScript } from "./platform.ts";
import { projectDirectory } from "./stack.ts";
import { step } from "./terminal.ts";

/** `npm run bundle [-- --out <folder>]`: the application as a zip; prints the path of the file. */
await runScript(async () => {
  const { values } = parseArgs({ options: { out: { type: "string" } } });
  const outFolder = resolve(values.out ?? join(projectDirectory, "dist"));
  const { file } = await step(
    "bundle",
    async () => {
      const made = await bundle(projectDirectory, outFolder);
      return { ...made, sizeBytes: (await stat(made.file)).size };
    },
    ({ version, sizeBytes }) => `${version}, ${Math.ceil(sizeBytes / 1024)} kB`,
  );
  process.stdout.write(`${file}\n`);
});
