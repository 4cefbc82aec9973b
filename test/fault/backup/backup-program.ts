import { join } from "node:path";
import { testKey } from "../../../app/backup/archive/testing.ts";
import { verifyArchive } from "../../../app/backup/archive/verify.ts";
import { writeArchive } from "../../../app/backup/archive/write.ts";
import { commitBackup } from "../../../app/backup/catalogue/commit.ts";
import { withBackupLock } from "../../../app/backup/catalogue/lock.ts";
import { reencrypt } from "../../../app/backup/encryption/re-encrypt.ts";
import { rotateKey } from "../../../app/backup/encryption/rotate.ts";

/**
 * A run that tests kill: `write <directory> <source> <startedAt>` takes a backup; `rotate <archive>`
 * and `re-encrypt <archive>` give an archive the keys 1 and 2 in turns, for ever. Prints `started`,
 * and `done`.
 */
const [task, at = "", source = "", startedAt = ""] = process.argv.slice(2);

console.log("started");
if (task === "write") await withBackupLock(at, write);
const change = task === "rotate" ? rotateKey : reencrypt;
for (let byte = 1; task !== "write"; byte = 3 - byte) {
  await change(at, { from: testKey(byte), to: testKey(3 - byte) });
  console.log("done");
}
console.log("done");

async function write(): Promise<void> {
  const members = ["application/chats.db", "config/settings.json"].map((name) => ({
    name,
    path: join(source, name),
  }));
  const written = await writeArchive({
    directory: at,
    name: { type: "full", startedAt: Number(startedAt) },
    members,
    components: () => [],
    canRestore: { value: true },
    compression: "zstd",
    key: testKey(1),
  });
  await verifyArchive({ path: written.path, key: testKey(1) });
  await commitBackup(written, { verifiedAt: Date.now(), keepDays: 7 });
}
