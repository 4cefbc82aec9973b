import { testKey } from "../../../app/backup/archive/testing.ts";
import { runBackup } from "../../../app/backup/backup.ts";
import { reencrypt } from "../../../app/backup/encryption/re-encrypt.ts";
import { rotateKey } from "../../../app/backup/encryption/rotate.ts";
import { readSettings } from "../../../app/settings.ts";

/**
 * A run that tests kill: `backup <startedAt>` takes one of the data folder that its environment names;
 * `rotate <archive>` and `re-encrypt <archive>` give an archive the keys 1 and 2 in turns, for ever.
 * Prints `started`, and `done`.
 */
const [task, at = ""] = process.argv.slice(2);

console.log("started");
if (task === "backup") {
  const parts = { environment: {}, now: () => Number(at) };
  await runBackup({ type: "full", keepDays: 7 }, readSettings(), parts);
}
const change = task === "rotate" ? rotateKey : reencrypt;
for (let byte = 1; task !== "backup"; byte = 3 - byte) {
  await change(at, { from: testKey(byte), to: testKey(3 - byte) });
  console.log("done");
}
console.log("done");
