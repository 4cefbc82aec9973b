import { drill } from "./backup-drill/drill.ts";
import { runScript } from "./platform.ts";
import { note } from "./terminal.ts";

/** `npm run backup-drill -- <archive>`: is it restored, and how soon does it answer? Without one: samples. */
await runScript(async () => {
  const [archive] = process.argv.slice(2);
  const { restoreSeconds } = await drill({ archive, environment: process.env, tell: note });
  process.stdout.write(`Restored, sound and searched in ${restoreSeconds.toFixed(1)} s.\n`);
});
