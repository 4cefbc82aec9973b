import { expect, test } from "vitest";
import { sample } from "./rules/sample.ts";
import { sanitizer } from "./sanitizer.ts";

const { sanitizeJson } = sanitizer({ key: new Uint8Array(32).fill(7) });
const token = `ghp_${sample("alphanumeric", 36)}`;
const random = sample("alphanumeric", 24);

test("texts are sanitized wherever they stand, and all else stays", () => {
  const value = { a: [1, null, true, { b: `see ${token}` }], c: 1.5, d: {}, e: [] };
  expect(marked(sanitizeJson(value).value)).toEqual({
    a: [1, null, true, { b: "see «github-token»" }],
    c: 1.5,
    d: {},
    e: [],
  });
  expect(value.a[3]).toEqual({ b: `see ${token}` });
});

test("findings of one value are counted together", () => {
  expect(sanitizeJson([token, { a: token }]).findings).toEqual([
    { rule: "github-token", hash: "621cf5ea6f97", count: 2 },
  ]);
});

test.each([
  [{ password: "hunter2x" }, { password: "«password»" }],
  [{ dbPassword: "hunter2x" }, { dbPassword: "«password»" }],
  [{ clientSecret: random }, { clientSecret: "«secret-value»" }],
  [{ "x-api-key": random }, { "x-api-key": "«secret-value»" }],
  [{ SERVICE_TOKEN_2: random }, { SERVICE_TOKEN_2: "«secret-value»" }],
  [{ token }, { token: "«github-token»" }],
  [[{ name: "DB_PASSWORD", value: "hunter2x" }], [{ name: "DB_PASSWORD", value: "«password»" }]],
  [
    { key: "API_KEY", value: random },
    { key: "API_KEY", value: "«secret-value»" },
  ],
])("fields that hold secrets are known by their names: %j", (value, expected) => {
  expect(marked(sanitizeJson(value).value)).toEqual(expected);
});

test.each([
  { password: "Passwort" },
  { password: "$PASSWORD1" },
  { password: ["hunter2x"] },
  { passwordHint: "born in 1815" },
  { secretName: random },
  { maxTokens: 4096, token: null },
  { name: "DB_HOST", value: "hunter2x" },
])("fields that hold none stay: %j", (value) => {
  const sanitized = sanitizeJson(value);
  expect(sanitized.findings).toEqual([]);
  expect(sanitized.value).toBe(value);
});

test("parts without a secret are shared", () => {
  const clean = { list: [1, "two"] };
  const { value } = sanitizeJson({ clean, token });
  expect((value as { clean: object }).clean).toBe(clean);
});

test("keys stay, but for a secret in one", () => {
  const value = JSON.parse(`{"__proto__":"${token}","password":1,"${token}":2}`);
  expect(JSON.stringify(marked(sanitizeJson(value).value))).toBe(
    '{"__proto__":"«github-token»","password":1,"«github-token»":2}',
  );
});

test("what is nested too deep to be read becomes null", () => {
  const nested = `${"[".repeat(100_000)}"${token}"${"]".repeat(100_000)}`;
  const { value, findings } = sanitizeJson(JSON.parse(nested));
  expect(JSON.stringify(value)).toBe(`${"[".repeat(200)}null${"]".repeat(200)}`);
  expect(findings).toEqual([]);
});

test("sanitizing twice changes nothing", () => {
  const { value } = sanitizeJson({ password: `a ${token} b1`, secret: random, list: [token] });
  expect(sanitizeJson(value)).toEqual({ value, findings: [] });
});

function marked(value: unknown): unknown {
  const text = JSON.stringify(value);
  return JSON.parse(text.replaceAll(/\[redacted:([a-z0-9-]+):[0-9a-f]{12}\]/g, "«$1»"));
}
