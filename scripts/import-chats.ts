import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { chatApp } from "../app/service.ts";
import type { DockerEngine } from "../stacks/docker-engine.ts";
import { importIntoVolume } from "./docker/import-into-volume.ts";
import type { LocalMachine } from "./local-machine.ts";
import { projectDirectory } from "./stack.ts";

/**
 * Runs the application's own `import` beside the running service, with its output on this terminal.
 * `args` are the person's, for example `--samples`. Throws when nothing could be stored.
 */
export async function importChats(
  { host }: LocalMachine,
  dataDirectory: string | null,
  stackName: string,
  args: string[],
) {
  const code =
    dataDirectory === null
      ? await importIntoVolume(await engineOf(host), `${stackName}-${chatApp.name}`, args)
      : await importIntoFolder(dataDirectory, args);
  if (code !== 0) throw new Error("import: did not succeed, see above; run `npm start` again");
}

async function engineOf(host: LocalMachine["host"]): Promise<DockerEngine> {
  const engine = await host.docker();
  if ("missing" in engine) throw new Error(`import: ${engine.missing}`);
  return engine;
}

async function importIntoFolder(dataDirectory: string, args: string[]): Promise<number> {
  const child = spawn(
    process.execPath,
    [join(projectDirectory, "app", chatApp.entry), "import", ...args],
    {
      stdio: "inherit",
      env: { ...process.env, [chatApp.environment.dataDirectory]: dataDirectory },
    },
  );
  const [code] = await once(child, "exit");
  return code ?? 1;
}
