import type { PatternRule } from "./rule.ts";
import { sample } from "./sample.ts";

/** Names of values that are keys or tokens, in lower case. */
const tokenNames = [
  ["secret"],
  ["token"],
  ["credential"],
  ["credentials"],
  ["connection", "string"],
  ["api", "key"],
  ["access", "key"],
  ["account", "key"],
  ["private", "key"],
  ["encryption", "key"],
  ["signing", "key"],
  ["master", "key"],
  ["functions", "key"],
  ["subscription", "key"],
].flatMap(spellings);

const passwordNames = ["password", "passwd", "passphrase", "pwd"];

const words =
  "access api auth base base64 client dev development key live prod production secret shared staging test token value".split(
    " ",
  );
const tail = `(?:[_-]?(?:${words.join("|")}|[0-9]{1,3})){0,4}`;
const quote = "\\\\{0,3}[\"'`]";
const gap = "(?:\\s|\\\\[nrt])";

/** From the name to the value. */
const assignment = [
  // `name = `, `"name": `, `["name"] = `, `name: string = `, `name => `, `name === `
  `(?:${quote})?\\]?\\s{0,4}(?:[?!]?:\\s{0,4}[A-Za-z]{3,10}\\s{0,4}=|=>|:=|={1,3}|:)${gap}{0,8}`,
  // `name: DB_PASSWORD, value: `, as lists of variables are written
  `(?:${quote})?,?${gap}{0,60}(?:${quote})?value(?:${quote})?\\s{0,4}[:=]\\s{0,4}`,
  // `--name value`
  "(?<=--[a-z-]{1,40})\\s{1,4}",
].join("|");

const quoted = (length: string) =>
  `(${quote})((?:(?!\\1)(?:\\\\+[^\\s\\\\]|[^\\s\\\\])){${length}})\\1`;
const bare = (length: string) =>
  `(?!${quote})([^\\s"'\`\\\\,;&<>(){}[\\]|]{${length}})(?=[\\s"'\`\\\\,;&<>)}\\]|]|$)`;

const named = (names: string[], length: string) =>
  new RegExp(
    `(?:${names.join("|")})${tail}(?:${assignment})(?:${quoted(`${length},4096`)}|${bare(`${length},512`)})`,
    "i",
  );

const token = sample("alphanumeric", 32);

export const namedRules: PatternRule[] = [
  {
    id: "secret-value",
    description: "Random value under a name such as token, secret or API key",
    needles: tokenNames,
    ignoresCase: true,
    pattern: named(tokenNames, "16"),
    check: "random",
    examples: {
      secrets: [
        `MY_API_KEY=«${token}»`,
        `export SERVICE_TOKEN="«${token}»"`,
        `{"clientSecret": "«${token}»"}`,
        `{\\"secretAccessKey\\":\\"«${token}»\\"}`,
        `const apiKey: string = '«${token}»';`,
        `headers["x-api-key"] = "«${token}»"`,
        `curl -H "Ocp-Apim-Subscription-Key: «${sample("hex", 32)}»"`,
        `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=«${sample("base64", 86)}==»;EndpointSuffix=b`,
        `- name: AUTH_TOKEN\n  value: «${token}»`,
        `deploy --token «${token}»`,
        `AWS_SECRET_ACCESS_KEY=«${sample("base64", 40)}»`,
      ],
      harmless: [
        "the token: a piece of text of about 4 characters",
        "const token = await getToken(user1);",
        "token: import.meta.env.SERVICE_TOKEN_1,",
        "token: settings.auth2.tokenV2,",
        "token: aaaaaaaaaaaaaaaaaaaaaaa1",
        `API_KEY=\${SERVICE_API_KEY_2}`,
        'apiKey: "<your-api-key-123456>"',
        'secretName: "database-credentials-1"',
        '"secret": "kubernetes-tls-secret-12"',
        "maxTokens: 1234567890123456",
        '"token": "550e8400-e29b-41d4-a716-446655440000"',
        "tokenizer = gpt-4o-mini-2024-07-18",
        'api_key="xxxxxxxxxxxxxxxxxxxxxxx1"',
      ],
    },
    source: "https://owasp.org/www-community/vulnerabilities/Use_of_hard-coded_password",
  },
  {
    id: "password",
    description: "Value under a name such as password",
    needles: passwordNames,
    ignoresCase: true,
    pattern: named(passwordNames, "6"),
    check: "password",
    examples: {
      secrets: [
        "DB_PASSWORD=«hunter2x»",
        '{"password": "«p@ss,w0rd»"}',
        '{\\"password\\":\\"«s3cr$t)\\\\\\"x»\\"}',
        "Server=db;User Id=app;Password=«hunter2x»;Encrypt=true",
        "mysql --password «hunter2x» shop",
        'env: [{"name":"PGPASSWORD","value":"«hunter2x»"}]',
        "password: str = '«hunter2x»'",
        'admin_password: "«$2b$10$N9qo8uLOickgx2ZMRZoMye»"',
        "if (password === '«hunter2x»') {",
      ],
      harmless: [
        "password: string;",
        "password = getPassword(user1)",
        "password: req.body.password1",
        '"password": "Passwort"',
        '"password": "Enter 8 characters"',
        "PWD=/home/ada/shop2",
        "password=$PASSWORD1",
        "DB_PASSWORD=changeme1",
        "passwordHash: abc12345",
        "password=1111112",
        'document.querySelector("#password-1")',
      ],
    },
    source: "https://owasp.org/www-community/vulnerabilities/Use_of_hard-coded_password",
  },
];

/** The rule for the value of a field or variable, by its name: `dbPassword`, `SERVICE_TOKEN`. */
export function ruleForName(name: string): PatternRule | undefined {
  return namedRules.find((_, index) => namePatterns[index]?.test(name));
}

const namePatterns = [tokenNames, passwordNames].map(
  (names) => new RegExp(`(?:${names.join("|")})${tail}$`, "i"),
);

function spellings(parts: string[]): string[] {
  return parts.length === 1 ? parts : ["", "_", "-"].map((joint) => parts.join(joint));
}
