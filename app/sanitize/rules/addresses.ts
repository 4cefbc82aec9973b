import type { PatternRule } from "./rule.ts";
import { sample } from "./sample.ts";

const quote = "\\\\{0,3}[\"'`]";

/** Credentials in addresses, headers and the files of clients. */
export const addressRules: PatternRule[] = [
  {
    id: "url-password",
    description: "Password in an address or a database's connection string",
    needles: ["://"],
    pattern: /:\/\/[^\s:@/?#"'<>()[\]{}\\`]{0,100}:([^\s/"'<>`\\]{3,200})@(?=[A-Za-z0-9[])/,
    check: "addressPassword",
    examples: {
      secrets: [
        "git clone https://ada:«hunter2»@git.test/shop.git",
        "postgres://app:«p@ss?word#1»@db:5432/shop?sslmode=require",
        "mongodb+srv://app:«hunter2»@cluster0.test/",
        '"redis://:«hunter2»@cache:6379/0"',
        "amqps://app:«hunter2»@[::1]:5671",
      ],
      harmless: [
        "http://localhost:8080/users/ada@mail.test",
        "postgres://postgres:postgres@localhost/shop",
        "https://user:password@host.test",
        "postgres://$USER:$PASSWORD@db/shop",
        "ssh://git@git.test:22/shop",
        "https://a.test:8080",
      ],
    },
    source: "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1",
  },
  {
    id: "url-token",
    description: "Token in the place of a user's name in an address",
    needles: ["://"],
    pattern: /:\/\/([A-Za-z0-9_-]{20,255})(?::(?:x-oauth-basic)?)?@/,
    check: "random",
    examples: {
      secrets: [
        `https://«${sample("hex", 40)}»@git.test/shop`,
        `https://«${sample("hex", 40)}»:x-oauth-basic@git.test/shop`,
      ],
      harmless: ["https://continuous-integration-bot@git.test/shop"],
    },
    source: "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1",
  },
  {
    id: "bearer-token",
    description: "Bearer token of a header",
    needles: ["bearer"],
    ignoresCase: true,
    pattern: /bearer\s{1,4}([A-Za-z0-9._~+/=-]{16,2048})/i,
    check: "random",
    examples: {
      secrets: [
        `curl -H "Authorization: Bearer «${sample("base64url", 40)}»"`,
        `authorization: GitHub-Bearer «${sample("base64url", 40)}»`,
      ],
      harmless: [`Authorization: Bearer \${token}`, "the bearer of-good-news-2024-11-20"],
    },
    source: "https://www.rfc-editor.org/rfc/rfc6750#section-2.1",
  },
  {
    id: "basic-credentials",
    description: "User and password in base64: the Basic scheme of HTTP, Docker's configuration",
    needles: ["basic ", '"auth'],
    ignoresCase: true,
    pattern: new RegExp(
      `(?:basic |"auth${quote}\\s{0,4}:\\s{0,4}${quote})([A-Za-z0-9+/]{8,1024}={0,2})`,
      "i",
    ),
    check: "userAndPassword",
    examples: {
      secrets: [
        `Authorization: Basic «${btoa("ada:hunter2x")}»`,
        `{"auths":{"registry.test":{"auth": "«${btoa("ada:hunter2x")}»"}}}`,
      ],
      harmless: ["Basic authentication", `Basic ${btoa("user:password")}`, '"auth": "required"'],
    },
    source: "https://www.rfc-editor.org/rfc/rfc7617",
  },
  {
    id: "npmrc-token",
    description: "Credential in an .npmrc file",
    needles: ["_authToken", "_password", "_auth"],
    pattern: /_(?:authToken|password|auth)\s{0,4}=\s{0,4}"?([A-Za-z0-9._~+/-]{8,512}={0,2})/,
    examples: {
      secrets: [
        "//registry.test/:_authToken=«0f0e0d0c-1111-4222-8333-444455556666»",
        `//registry.test/:_password=«${btoa("hunter2x")}»`,
      ],
      harmless: [`//registry.test/:_authToken=\${NPM_TOKEN}`],
    },
    source: "https://docs.npmjs.com/cli/configuring-npm/npmrc#auth-related-configuration",
  },
  {
    id: "password",
    description: "Password given to curl and the like with its user",
    needles: [" -u ", " --user "],
    pattern: /(?<=curl[^\n[\]]{0,200}) (?:-u|--user) ["']?[^\s:"']{1,64}:([^\s"']{4,128})/,
    check: "password",
    examples: {
      secrets: ["curl -s -u ada:«hunter2x» https://a.test", "curl --user 'ada:«hunter2x»' a.test"],
      harmless: [
        "docker run -u 1000:1000 app",
        "curl -u ada:$PASSWORD1 a.test",
        "sort -u a:b12345",
      ],
    },
    source: "https://curl.se/docs/manpage.html#-u",
  },
];
