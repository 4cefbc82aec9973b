import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

// A process of its own that restores: `node restorer.ts <archive> <call>` into the folder that its
// environment names, and kills itself before the `call`th time that it changes the disk in place.
const [archive = "", call = "0"] = process.argv.slice(2);

const changes = ["renameSync", "rmSync", "mkdirSync", "writeFileSync", "fsyncSync"] as const;
let calls = 0;
for (const name of changes) {
  const original: (...args: never[]) => unknown = fs[name];
  const counted = (...args: never[]) => {
    calls += 1;
    if (calls === Number(call)) process.kill(process.pid, "SIGKILL");
    return original(...args);
  };
  Object.assign(fs, { [name]: counted });
}
syncBuiltinESMExports();

const { readSettings } = await import("../../../app/settings.ts");
const { runRestore } = await import("../../../app/backup/restore/restore.ts");

const request = { path: archive, components: [], replace: true, keepOld: false };
const parts = {
  environment: {},
  confirm: async () => true,
  freeBytes: () => Number.POSITIVE_INFINITY,
  onStep: (step: string) => process.stdout.write(`${step}\n`),
};
try {
  await runRestore(request, readSettings(), parts);
} catch (error) {
  process.stderr.write(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
