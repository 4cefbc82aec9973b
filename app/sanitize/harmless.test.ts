import { createHash, randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { sample } from "./rules/sample.ts";
import { sanitizer } from "./sanitizer.ts";

const { sanitize } = sanitizer({ key: new Uint8Array(32).fill(7) });
const hashed = (algorithm: string) => createHash(algorithm).update("a").digest("hex");

test.each([
  ["a git hash", `commit ${hashed("sha1")} (HEAD -> main)`],
  ["an image digest", `FROM node:24@sha256:${hashed("sha256")}`],
  ["a UUID", `requestId: ${randomUUID()}`],
  ["a UUID under a secret's name", `"client_secret": "${randomUUID()}"`],
  ["an image in base64", `![](data:image/png;base64,iVBORw0KGgo${sample("base64", 4_000)}=)`],
  [
    "a certificate",
    `-----BEGIN CERTIFICATE-----\n${sample("base64", 64)}\n-----END CERTIFICATE-----`,
  ],
  ["a public SSH key", `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA${sample("base64", 44)} ada@host`],
  ["a lock file", `"integrity": "sha512-${sample("base64", 86)}=="`],
  ["a Go checksum", `golang.org/x/text v0.14.0 h1:${sample("base64", 43)}=`],
  ["minified code", "!function(e,t){var n=e.token||t.secret;return n?n.password:null}(a1,b2);"],
  ["a source map", `//# sourceMappingURL=data:application/json;base64,${sample("base64url", 400)}`],
  ["typed code", "interface Login { password: string; token?: string; apiKey: string | null }"],
  ["code that reads a secret", "const password = process.env.DB_PASSWORD ?? config.db.password1;"],
  ["code that makes a secret", "const token = createHmac('sha256', key1).update(body2).digest();"],
  ["code that compares", "if (token === expectedToken2) return next();"],
  ["a call with names", "login({ password: form.password2, token: ctx.token_v2 })"],
  ["labels", '{"password": "Passwort", "token": "Zugangsschlüssel", "secret": "Geheimnis"}'],
  ["usage of a model", '{"promptTokens": 1234, "completion_tokens": 567, "maxTokens": 128000}'],
  ["the name of a model", 'tokenizer: "gpt-4o-mini-2024-07-18", model: "claude-sonnet-4-20250514"'],
  ["AWS's example key", "aws_access_key_id = AKIAIOSFODNN7EXAMPLE"],
  ["AWS's example secret", "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
  [
    "the key of the Azure storage emulator",
    "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;",
  ],
  ["a placeholder of documentation", 'OPENAI_API_KEY="sk-your-key-here-1234567890"'],
  [
    "a reference of Azure",
    "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/db/1a2b)",
  ],
  ["a reference of GitHub Actions", `token: \${{ secrets.DEPLOY_TOKEN_2 }}`],
  ["a template of Helm", "password: {{ .Values.db.password1 | quote }}"],
  [
    "a reference in the settings of an app",
    "DB_PASSWORD=@Microsoft.KeyVault(SecretUri=https://a1.test)",
  ],
  ["a constant's name", "submitPassword: SIGN_IN_V2_SUBMIT_PASSWORD,"],
  ["an expression of minified code", "{accessToken:e.extendedAccessToken1??!1}"],
  ["a shell variable", 'curl -H "Authorization: Bearer $API_TOKEN_1" https://a.test'],
  ["a default login", "postgres://postgres:postgres@localhost:5432/shop"],
  ["an address with a port and an at sign", "http://localhost:8080/@fs/home/ada/shop2"],
  ["a scoped package", "https://registry.test/@scope/name/-/name-1.2.3.tgz"],
  ["a path", "PWD=/home/ada/shop2 OLDPWD=/tmp/x1"],
  ["a Kubernetes secret's name", "secretKeyRef: { name: shop-db-2, key: password }"],
  [
    "prose",
    "The secret: keep functions short. A token = one word. Basic authentication is enough.",
  ],
  ["version numbers", "v1.2.3, v1.0-rc.1, patch-1.2.3.tgz, key-value, pattern.test"],
])("%s stays", (_, text) => {
  expect(sanitize(text)).toEqual({ text, findings: [] });
});

// What looks like a token in every character is taken for one, though it may be made up: nobody
// can tell, and a chat loses little by it.
test.each([
  ["a token of one repeated character", `ghp_${"x".repeat(36)}`, "github-token"],
  [
    "the sample token of jwt.io's kind",
    `eyJ${sample("base64url", 33)}.eyJ${sample("base64url", 71)}.${sample("base64url", 43)}`,
    "jwt",
  ],
  ["an access key id that is not AWS's example", `AKIA${sample("upper", 16)}`, "aws-access-key-id"],
  ["a hash under a secret's name", `token = "${hashed("md5")}"`, "secret-value"],
  ["the password of a test", 'login("ada", { password: "Test1234!" })', "password"],
])("%s is redacted", (_, text, rule) => {
  expect(sanitize(text).findings.map((finding) => finding.rule)).toEqual([rule]);
});
