import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findBackup } from "../app/backup/catalogue/find.ts";
import { withBackupLock } from "../app/backup/catalogue/lock.ts";
import { engineOf } from "../app/backup/engine/choose.ts";
import { stageIn } from "../app/backup/stage.ts";
import { restoreVerb } from "../app/commands/restore.ts";
import { processTerminal } from "../app/commands/terminal.ts";
import { prepareEngine, runScript } from "./platform.ts";
import { openLocalStack, projectDirectory } from "./stack.ts";
import { readStatus } from "./status/read.ts";
import { type BackedUpStack, backedUpStack } from "./system-backup/local-stack.ts";
import { restoreVolumes } from "./system-backup/restore-volumes.ts";
import { volumesFolder } from "./system-backup/volumes.ts";
import { note, step } from "./terminal.ts";

/** `npm run restore-system -- <archive> --yes`: stop, restore, verify, start and health of the local stack. */
await runScript(async () => {
  const options = { yes: { type: "boolean", default: false } } as const;
  const { positionals, values } = parseArgs({ allowPositionals: true, options });
  const [archive] = positionals;
  if (archive === undefined || !values.yes) {
    throw new Error(
      "Replaces the chats and the volumes of the local stack; use npm run restore-system -- <archive> " +
        "--yes, and npm run chats -- restore <archive> --dry-run to see with what",
    );
  }
  await restore(archive);
});

async function restore(name: string) {
  const { engine, backend } = await prepareEngine();
  const stack = await openLocalStack(engine, backend);
  const known = await backedUpStack(stack);
  const { path } = await findBackup(known.settings.backup.directory, name);
  await verify(path, known);
  await npmScript("stop");
  try {
    await restoreChats(path, known);
    if (known.engine !== undefined) await restoreStackVolumes(path, known, known.engine);
  } finally {
    // What was there is there again where it failed, and is better served than not.
    await npmScript("start");
  }
  const { healthy } = await step(
    "health",
    () => readStatus(stack),
    (status) =>
      status.healthy ? "everything is well" : "not everything is well; see npm run status",
  );
  if (!healthy) process.exitCode = 1;
}

/** Nothing is stopped for an archive that is of no use. */
async function verify(path: string, { settings }: BackedUpStack) {
  await step(
    "verify",
    () => engineOf(path, settings.backup).verify(path),
    ({ members }) => `${members.length} files are whole`,
  );
}

async function restoreChats(path: string, { settings, environment }: BackedUpStack) {
  const parts = { environment, ask: undefined };
  const options = { replace: true, yes: true };
  const code = await restoreVerb(path, [], options, settings, parts, processTerminal());
  if (code !== 0) throw new Error("The chats are as they were.");
}

async function restoreStackVolumes(
  path: string,
  { name, settings }: BackedUpStack,
  engine: NonNullable<BackedUpStack["engine"]>,
) {
  const { directory } = settings.backup;
  // Backups clear what killed ones have left there.
  await withBackupLock(directory, async () => {
    using stage = stageIn(directory);
    const wanted = (member: string) => member.startsWith(`${volumesFolder}/`);
    const into = join(stage.path, "archive");
    await engineOf(path, settings.backup).extract(path, { into, wanted });
    await step(
      "volumes",
      () => restoreVolumes(engine, name, into),
      (count) => `${count} restored`,
    );
  });
}

/** A process of its own, as a person would run it. */
async function npmScript(script: "start" | "stop") {
  note(`npm ${script}`);
  const child = spawn(process.execPath, [join(projectDirectory, "scripts", `${script}.ts`)], {
    stdio: ["ignore", "ignore", "inherit"],
    cwd: projectDirectory,
  });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`npm ${script}: did not succeed, see above`);
}
