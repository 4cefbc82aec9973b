import { expect, test } from "vitest";
import { KeyNeeded, WrongKey } from "../archive/errors.ts";
import { vaultKey } from "../encryption/vault-key.ts";
import { openRepository } from "./open-repository.ts";

const settings = { repository: undefined };

test("without a key, and with one that stays in its vault, no repository is opened", () => {
  expect(() => openRepository("/srv/backups", undefined, settings)).toThrow(
    new KeyNeeded("/srv/backups/restic: is encrypted, and no key is set"),
  );
  const keyUrl = "https://some.vault.azure.net/keys/chats";
  const key = vaultKey({ keyUrl, token: async () => "" });
  const repository = () => "rest:https://me:canary@host/";
  expect(() => openRepository("/srv/backups", key, { repository })).toThrow(
    new WrongKey(
      "rest:https://***@host/: opens with a password, and this key never leaves its vault; use " +
        "CHATS_BACKUP_KEY_FILE, CHATS_BACKUP_KEY or CHATS_BACKUP_PASSPHRASE",
    ),
  );
});
