import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { drill } from "../../../../scripts/backup-drill/drill.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const key = { CHATS_BACKUP_KEY: Buffer.alloc(32, 7).toString("base64"), PATH: "/usr/bin:/bin" };

it("backs the samples up, restores them elsewhere, and searches them", async () => {
  const told: string[] = [];
  const tell = (line: string) => void told.push(line.split(" ").slice(0, 2).join(" "));
  const { restoreSeconds } = await drill({ archive: undefined, environment: key, tell });
  expect(restoreSeconds).toBeGreaterThan(0);
  expect(told).toEqual([
    "chats import",
    "chats backup",
    "chats backup",
    "chats restore",
    "chats maintain",
    "chats search",
  ]);
});

it("says of an archive that is none what the command line says", async () => {
  const archive = join(temporaryFolder(), "opc_backup_full_20261121_221500.tar.gz");
  writeFileSync(archive, "no archive");
  const drilled = drill({ archive, environment: key, tell: () => {} });
  await expect(drilled).rejects.toThrow(`chats restore: ended with 5: ${archive}`);
});
