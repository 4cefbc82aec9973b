import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { goldenText } from "../plan/golden.ts";
import { recordedStacks, recordPlatform } from "../plan/stacks.ts";
import { projectDirectory } from "./stack.ts";

/** `npm run golden`: rewrites the reviewed plan of each stack. Read the difference before committing. */
for (const stack of Object.keys(recordedStacks)) {
  const file = join(projectDirectory, "test", "golden", `${stack}.json`);
  await writeFile(file, goldenText(await recordPlatform(stack)));
}
