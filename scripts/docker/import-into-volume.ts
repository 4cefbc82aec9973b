import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { vscodeRoots } from "../../app/sources/vscode/folders.ts";
import type { DockerEngine } from "../../stacks/docker-engine.ts";
import { docker } from "./client.ts";

/**
 * Imports this machine's chats into the volume of a container of the application, in a container of its
 * own that sees their folders read-only, and beyond them what that of the application does: an engine with
 * a kernel of its own cannot share the database, and the vectors may be on a server beside it. `args` are
 * the person's: `--samples`, or `--from` with folders. Answers the exit code.
 */
export async function importIntoVolume(
  { host }: Pick<DockerEngine, "host">,
  container: string,
  args: string[],
): Promise<number> {
  const inspected = (format: string) => docker(host, ["inspect", "--format", format, container]);
  const image = await inspected("{{.Image}}");
  const user = await inspected("{{.Config.User}}");
  const environment = (await inspected("{{range .Config.Env}}{{println .}}{{end}}")).split("\n");
  const variables = environment.filter((line) => /^(CHATS|DATABASE)_/.test(line));
  const folders = foldersOf(args);
  const mounts = folders.flatMap((folder) => [
    "--mount",
    `type=bind,source=${folder},target=${folder},readonly`,
  ]);
  const wanted = folders.flatMap((folder) => ["--from", folder]);
  const child = spawn(
    "docker",
    [
      ...["run", "--rm", "--network", `container:${container}`],
      ...["--read-only", "--tmpfs", "/tmp", "--user", user],
      ...["--cap-drop", "ALL", "--security-opt", "no-new-privileges"],
      ...variables.flatMap((variable) => ["--env", variable]),
      ...["--volumes-from", container, ...mounts, image, "app/main.ts", "import"],
      ...(folders.length > 0 ? wanted : ["--samples"]),
    ],
    { stdio: "inherit", env: { ...process.env, DOCKER_HOST: host } },
  );
  const [code] = await once(child, "exit");
  return code ?? 1;
}

/** Those that the person names, else the usual ones that are there; none for samples. */
function foldersOf(args: string[]): string[] {
  const { values } = parseArgs({
    args,
    strict: false,
    options: { from: { type: "string", multiple: true }, samples: { type: "boolean" } },
  });
  if (values.samples) return [];
  if (values.from) return values.from.map((folder) => resolve(String(folder)));
  const { platform, env: environment } = process;
  return vscodeRoots({ platform, environment, home: homedir() }).filter((folder) =>
    existsSync(folder),
  );
}
