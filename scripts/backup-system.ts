import { parseArgs } from "node:util";
import { backupVerb } from "../app/commands/backup.ts";
import { processTerminal } from "../app/commands/terminal.ts";
import { prepareEngine, runScript, whileAlone } from "./platform.ts";
import { openLocalStack } from "./stack.ts";
import { backedUpStack } from "./system-backup/local-stack.ts";
import { collectVolumes, noVolumes } from "./system-backup/volumes.ts";

/** `npm run backup-system`: a full backup with the volumes of the local stack; `-- <days>` keeps so many. */
await runScript(async () => {
  const { positionals } = parseArgs({ allowPositionals: true });
  process.exitCode = await whileAlone(() => backUp(keptDays(positionals)));
});

async function backUp(keepDays: number | undefined): Promise<number> {
  const { engine, backend } = await prepareEngine();
  const stack = await backedUpStack(await openLocalStack(engine, backend));
  const { engine: docker, environment, settings } = stack;
  const volumes = (stage: string, signal?: AbortSignal) =>
    docker === undefined
      ? Promise.resolve(noVolumes)
      : collectVolumes(docker, stack.name, stage, signal);
  const parts = { environment, volumes };
  return backupVerb("full", keepDays, {}, settings, parts, processTerminal());
}

function keptDays([days, ...others]: string[]): number | undefined {
  if (days === undefined) return undefined;
  if (others.length === 0 && /^\d{1,5}$/.test(days) && Number(days) >= 1) return Number(days);
  throw new Error(`${days}: not a number of days; use npm run backup-system -- 7`);
}
