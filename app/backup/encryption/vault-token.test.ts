import { expect, test } from "vitest";
import { readSettings } from "../../settings.ts";
import { openVault } from "./test-vault.ts";
import { vaultToken } from "./vault-token.ts";

const keyUrl = "https://chats.vault.azure.net/keys/backups";
const nobody = async () => ({ exitCode: undefined, out: "", err: "" });

test("an identity of Azure's is asked first, for the cloud that the vault is in", async () => {
  using opened = await openVault();
  const token = (url: string) => vaultToken(url, opened.identity, nobody);
  expect(await token(keyUrl)).toBe("token for https://vault.azure.net");
  expect(await token("https://chats.vault.azure.cn/keys/backups")).toBe(
    "token for https://vault.azure.cn",
  );
});

test("an identity that gives no token is named, without its secret", async () => {
  using opened = await openVault();
  const other = { ...opened.identity, IDENTITY_HEADER: "of another process" };
  await expect(vaultToken(keyUrl, other, nobody)).rejects.toThrow(
    new Error("IDENTITY_ENDPOINT: gave no token for https://vault.azure.net, got 200"),
  );
  opened[Symbol.dispose]();
  await expect(vaultToken(keyUrl, opened.identity, nobody)).rejects.toThrow(
    "IDENTITY_ENDPOINT: no identity answers there",
  );
});

test("without an identity whoever is logged in by az is asked", async () => {
  const asked: string[] = [];
  const az = async (command: string, args: string[]) => {
    asked.push([command, ...args].join(" "));
    return { exitCode: 0, out: "a token\n", err: "" };
  };
  expect(await vaultToken(keyUrl, {}, az)).toBe("a token");
  expect(asked).toEqual([
    "az account get-access-token --resource https://vault.azure.net --query accessToken --output tsv",
  ]);
});

test.each([nobody, async () => ({ exitCode: 1, out: "", err: "not logged in" })])(
  "where nobody gives a token it says what to do",
  async (az) => {
    await expect(vaultToken(keyUrl, {}, az)).rejects.toThrow(
      `${keyUrl}: there is no token for the vault; run az login, or start this where Azure gives it an identity`,
    );
  },
);

test.each([
  keyUrl,
  "https://chats.vault.usgovcloudapi.net/keys/a-1",
  "http://127.0.0.1:8200/keys/backups",
])("%s is a key of a vault", (value) => {
  expect(readSettings({ CHATS_BACKUP_VAULT_KEY: value }).backup.key).toEqual({
    kind: "vault",
    keyUrl: value,
  });
});

test.each([
  `${keyUrl}/0123456789abcdef`,
  `${keyUrl}?x`,
  "http://chats.vault.azure.net/keys/backups",
  "https://chats.vault.azure.net/secrets/backups",
  "https://vault.azure.net.example.org/keys/backups",
  "https://ada:secret@chats.vault.azure.net/keys/backups",
])("%s is none, and gets no token", (value) => {
  expect(() => readSettings({ CHATS_BACKUP_VAULT_KEY: value })).toThrow(
    `CHATS_BACKUP_VAULT_KEY: no key of a vault, got "${value}"; use https://<vault>.vault.azure.net/keys/<name>`,
  );
});

test("a key in a vault is the only one", () => {
  const both = { CHATS_BACKUP_VAULT_KEY: keyUrl, CHATS_BACKUP_KEY_FILE: "/root/backup.key" };
  expect(() => readSettings(both)).toThrow(
    "CHATS_BACKUP_VAULT_KEY: not both; CHATS_BACKUP_KEY_FILE is set, use one of the two",
  );
});
