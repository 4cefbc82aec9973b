import fc from "fast-check";
import { expect, test } from "vitest";
import { rules } from "./rules/rules.ts";
import { sample } from "./rules/sample.ts";
import { sanitizer } from "./sanitizer.ts";

const { sanitize } = sanitizer({ key: new Uint8Array(32).fill(7) });
const githubToken = `ghp_${sample("alphanumeric", 36)}`;
const stripeKey = `sk_live_${sample("alphanumeric", 32)}`;

test("a secret gives way to its kind and a keyed hash, and what is around it stays", () => {
  expect(
    sanitize(`git push https://${githubToken}@host\nthen ${stripeKey}, ${githubToken}.`),
  ).toEqual({
    text:
      "git push https://[redacted:github-token:621cf5ea6f97]@host\n" +
      "then [redacted:stripe-key:fae0208dc7f6], [redacted:github-token:621cf5ea6f97].",
    findings: [
      { rule: "github-token", hash: "621cf5ea6f97", count: 2 },
      { rule: "stripe-key", hash: "fae0208dc7f6", count: 1 },
    ],
  });
});

test("another key gives other hashes", () => {
  const other = sanitizer({ key: new Uint8Array(32).fill(8) });
  const [mine, theirs] = [sanitize(githubToken), other.sanitize(githubToken)];
  expect(mine.findings).toHaveLength(1);
  expect(theirs.findings).toHaveLength(1);
  expect(theirs.findings[0]?.hash).not.toBe(mine.findings[0]?.hash);
});

test("a short key is refused, without being quoted", () => {
  expect(() => sanitizer({ key: Buffer.from("hunter2") })).toThrow(
    new Error("key: must have at least 16 bytes, got 7; use 32 random ones"),
  );
});

test("text without a secret comes back as it was", () => {
  expect(sanitize("")).toEqual({ text: "", findings: [] });
  expect(sanitize("A token is about 4 characters.")).toEqual({
    text: "A token is about 4 characters.",
    findings: [],
  });
});

test.each([
  ["a variable", `GITHUB_TOKEN=${githubToken}`, "GITHUB_TOKEN=«github-token»"],
  ["a header", `Authorization: Bearer ${githubToken}`, "Authorization: Bearer «github-token»"],
  ["an address", `https://ada:${githubToken}@host`, "https://ada:«github-token»@host"],
  ["a longer value", `api_key="${githubToken}.${stripeKey}"`, 'api_key="«secret-value»"'],
])("a token in %s is found once, by the longest match", (_, text, expected) => {
  expect(marked(sanitize(text).text)).toBe(expected);
});

test("a private key has one hash, however its line ends are written", () => {
  const key = `-----BEGIN PRIVATE KEY-----\n${sample("base64", 64)}\nAA==\n-----END PRIVATE KEY-----`;
  const json = JSON.stringify({ key });
  const texts = [key, key.replaceAll("\n", "\r\n"), json, JSON.stringify(json)].map(sanitize);
  expect(texts.map(({ text }) => marked(text))).toEqual([
    "«private-key»",
    "«private-key»",
    '{"key":"«private-key»"}',
    '"{\\"key\\":\\"«private-key»\\"}"',
  ]);
  expect(new Set(texts.map(({ findings }) => findings[0]?.hash)).size).toBe(1);
});

test.each([
  `"first\\n${githubToken}\\nlast"`,
  `"first\\t${githubToken}"`,
  `"\\u000a${githubToken}"`,
  `redirect?to=%2Fa%3Ft%3D${githubToken}%26b`,
])("a token after an escape is found: %j", (text) => {
  expect(marked(sanitize(text).text)).toBe(text.replace(githubToken, "«github-token»"));
});

test("a token after an escape is found by secretlint's rules too, but not within a word", () => {
  const token = `vcp_${sample("alphanumeric", 24)}`;
  expect(marked(sanitize(`"a\\n${token}"`).text)).toBe('"a\\n«vercel-token»"');
  expect(sanitize(`an${token}`).findings).toEqual([]);
});

test("a token right after a letter of another script is found", () => {
  expect(marked(sanitize(`密钥${githubToken}。é${githubToken}`).text)).toBe(
    "密钥«github-token»。é«github-token»",
  );
});

test("a secret after ten million characters without a space is found", () => {
  const run = "a-b_".repeat(2_500_000);
  expect(sanitize(`${run} ${githubToken}`).text).toBe(
    `${run} [redacted:github-token:621cf5ea6f97]`,
  );
});

test("a placeholder is kept, whoever wrote it, with all that touches it", () => {
  const texts = [
    "password=[redacted:password:0123456789ab]",
    "token: [redacted:jwt:0123456789ab].rest1234567890abcdef",
    `[redacted:jwt:0123456789ab]${githubToken}`,
    `${githubToken}[redacted:jwt:0123456789ab]`,
  ];
  for (const text of texts) expect(sanitize(text)).toEqual({ text, findings: [] });
  const beside = `[redacted:jwt:0123456789ab] ${githubToken} [redacted:jwt:0123456789ab]`;
  expect(sanitize(beside).findings).toHaveLength(1);
});

test("sanitizing twice changes nothing, however secrets and other text meet", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(secrets, glue), { maxLength: 12 }), (pieces) => {
      const once = sanitize(pieces.join(""));
      expect(sanitize(once.text)).toEqual({ text: once.text, findings: [] });
    }),
    { numRuns: 2_000 },
  );
});

test("text around a secret stays unit for unit, lone surrogates included", () => {
  const units = fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) });
  fc.assert(
    fc.property(units, units, (before, after) => {
      const { text } = sanitize(`${before} ${githubToken} ${after}`);
      expect(text).toBe(`${before} [redacted:github-token:621cf5ea6f97] ${after}`);
    }),
  );
});

test("neither findings nor placeholders hold any of the secret", () => {
  for (const secret of secretTexts) {
    const out = JSON.stringify(sanitize(secret));
    for (let at = 0; at + 12 <= secret.length; at += 6) {
      expect(out).not.toContain(secret.slice(at, at + 12));
    }
  }
});

const secretTexts = rules
  .flatMap((rule) =>
    rule.examples.secrets.flatMap((example) => example.match(/(?<=«)[^»]*(?=»)/g) ?? []),
  )
  .filter((secret) => sanitize(secret).text.startsWith("[redacted:"));
const secrets = fc.constantFrom(
  ...rules.flatMap((rule) => rule.examples.secrets.map((text) => text.replaceAll(/[«»]/g, ""))),
  ...secretTexts,
);
const glue = fc.oneof(
  fc.constantFrom(
    ...' \n _ - . : / @ = " \' \\ \\n \\" %3D a 9 é ü 💡 [ ] , ; password= token:" api_key: value= :// --'.split(
      " ",
    ),
    " ",
    "[redacted:jwt:0123456789ab]",
  ),
  fc.string({ maxLength: 4 }),
);

function marked(text: string): string {
  return text.replaceAll(/\[redacted:([a-z0-9-]+):[0-9a-f]{12}\]/g, "«$1»");
}
