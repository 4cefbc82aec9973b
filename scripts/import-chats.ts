import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { chatApp } from "../app/service.ts";
import { projectDirectory } from "./stack.ts";

/**
 * Runs the application's own `import` beside the running service, with its output on this terminal.
 * `args` are the person's, for example `--samples`. Throws when nothing could be stored.
 */
export async function importChats(dataDirectory: string, args: string[]) {
  const child = spawn(
    process.execPath,
    [join(projectDirectory, "app", chatApp.entry), "import", ...args],
    {
      stdio: "inherit",
      env: { ...process.env, [chatApp.environment.dataDirectory]: dataDirectory },
    },
  );
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error("import: did not succeed, see above; run `npm start` again");
}
