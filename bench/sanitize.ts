import { anyNeedle } from "../app/sanitize/prefilter.ts";
import { rules } from "../app/sanitize/rules/rules.ts";
import { sanitizer } from "../app/sanitize/sanitizer.ts";

/**
 * Times the sanitizer on chat text against the floor, one pass of an expression of all needles over
 * the same text, in turns, so that a noisy machine disturbs both; the ratio of the medians counts.
 * Then times every rule on texts made to be hard for it, once and eight times over: where work
 * grows as the text does that takes about eight times as long, where it grows as its square 64.
 *
 * Run: node bench/sanitize.ts [rounds]
 */
const rounds = Number(process.argv[2] ?? 9);
const { sanitize } = sanitizer({ key: new Uint8Array(32).fill(7) });
const secrets = rules.flatMap((rule) =>
  rule.examples.secrets.map((text) => text.replaceAll(/[«»]/g, "")),
);

const clean = chat(10_000_000);
const sparse = withSecrets(clean, 50_000);
console.log(`${(clean.length / 1e6).toFixed(1)} million characters of chat`);
const found = sanitize(clean).findings;
if (found.length > 0) throw new Error(`chat: must hold no secret, got ${found[0]?.rule}`);
compare("no secret", clean, "at most 1.50");
compare("one secret in 50 kB", sparse, "at most 1.75");

const hard = hardTexts(50_000).map(([name, text]) => {
  const first = timesOf(text);
  // What is above the limit is timed again: noise goes, growth stays.
  const { growth, longer } = first.growth <= 24 ? first : timesOf(text);
  return { name, perMillion: (longer / text.length / 8) * 1e6, growth };
});
console.log(`${hard.length} texts made to be hard, and eight times each`);
for (const { name, perMillion } of greatest("perMillion")) {
  console.log(`slowest   ${perMillion.toFixed(2)} s per million characters  (${name})`);
}
for (const { name, growth } of greatest("growth")) {
  console.log(`steepest  ${growth.toFixed(1)} times as long (at most 24.0)  (${name})`);
}

/** The three greatest among the texts that take long enough to be more than noise. */
function greatest(figure: "perMillion" | "growth"): typeof hard {
  const slow = hard.filter(({ perMillion }) => perMillion >= 0.05);
  return slow.toSorted((a, b) => b[figure] - a[figure]).slice(0, 3);
}

function compare(name: string, text: string, limit: string): void {
  const times = { floor: [] as number[], sanitize: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    times.floor.push(seconds(() => hits(text)));
    times.sanitize.push(seconds(() => sanitize(text)));
  }
  const [floor, whole] = [median(times.floor), median(times.sanitize)];
  const rate = (time: number) => `${(text.length / 1e6 / time).toFixed(0)} MB/s`;
  console.log(
    `${name}: ${hits(text)} places looked at, ${sanitize(text).findings.length} kinds found`,
  );
  console.log(`floor     ${floor.toFixed(3)} s  ${rate(floor)}  (one pass of an expression)`);
  console.log(`sanitize  ${whole.toFixed(3)} s  ${rate(whole)}`);
  console.log(`ratio     ${(whole / floor).toFixed(2)}     (${limit})`);
}

/** Walks the places of needles without looking at any. */
function hits(text: string): number {
  let count = 0;
  const needle = new RegExp(anyNeedle, "g");
  while (needle.test(text)) count++;
  return count;
}

/** What people and models write: prose, code, tool calls as JSON, diffs, listings; always the same. */
function chat(length: number): string {
  const names = "order invoice session reader cursor schema parser buffer token route".split(" ");
  const kinds = [
    (name: string, n: number) =>
      `You can move the ${name} into its own module. Then the tests of step ${n} no longer need a database, and the handler stays as small as it was. I would also rename it, because two things share that name today.\n\n`,
    (name: string, n: number) =>
      `\`\`\`ts\nexport async function read${name}${n}(id: string, options: { limit?: number } = {}): Promise<${name}[]> {\n  const rows = await db.selectFrom("${name}s").where("id", "=", id).limit(options.limit ?? ${n}).execute();\n  return rows.map((row) => ({ ...row, createdAt: new Date(row.created_at) }));\n}\n\`\`\`\n\n`,
    (name: string, n: number) =>
      `${JSON.stringify({ tool: "read_file", arguments: JSON.stringify({ path: `/home/ada/shop/src/${name}-${n}.ts`, startLine: n, endLine: n + 40 }), result: `import { ${name} } from "./${name}.ts";\nconst found = ${name}.find((item) => item.id === ${n});\n` })}\n`,
    (name: string, n: number) =>
      `diff --git a/src/${name}.ts b/src/${name}.ts\nindex ${hex(n)}..${hex(n + 1)} 100644\n@@ -${n},6 +${n},7 @@\n-  return ${name}.items.length;\n+  return ${name}.items.filter((item) => !item.deleted).length;\n`,
    (name: string, n: number) =>
      `See https://docs.test/guide/${name}?step=${n} and http://localhost:${3000 + n}/; the password field is typed \`password: string\`, and maxTokens is ${n}.\n\n`,
    (name: string, n: number) =>
      `drwxr-xr-x 2 ada ada 4096 ${name}-${n}/\n-rw-r--r-- 1 ada ada ${n}12 pattern-${name}.json\n"integrity": "sha512-${hex(n)}${hex(n * 7)}${hex(n * 13)}=="\n`,
  ];
  const parts: string[] = [];
  for (let n = 0, size = 0; size < length; n++) {
    const part =
      kinds[(n * 7 + (n >> 3)) % kinds.length]?.(names[n % names.length] ?? "", n % 977) ?? "";
    parts.push(part);
    size += part.length;
  }
  return parts.join("");
}

function hex(n: number): string {
  return (Math.imul(n + 1, 2_654_435_761) >>> 0).toString(16).padStart(8, "0");
}

function withSecrets(text: string, every: number): string {
  const parts: string[] = [];
  for (let at = 0, n = 0; at < text.length; at += every, n++) {
    parts.push(text.slice(at, at + every), " ", secrets[n % secrets.length] ?? "", "\n");
  }
  return parts.join("");
}

/** Per rule what begins like it again and again, and what never ends. */
function hardTexts(length: number): [name: string, text: string][] {
  const fill = (text: string) => text.repeat(Math.ceil(length / text.length)).slice(0, length);
  return rules.flatMap((rule, index) => {
    const name = `${rule.id} (${index})`;
    const needle = rule.needles[0] ?? "";
    const [example = ""] = rule.examples.secrets;
    const secret = example.replaceAll(/[«»]/g, "");
    return [
      [`${name}: its beginning`, fill(needle)],
      [`${name}: its beginning and a letter`, fill(`${needle}a`)],
      [`${name}: its beginning in one long run`, fill(`_${needle}${"a1".repeat(500)}`)],
      [`${name}: unended values`, fill(`${needle}="${needle}:'${needle} `)],
      [`${name}: half of an example`, fill(secret.slice(0, secret.length / 2))],
      [`${name}: an example, glued`, fill(secret.replaceAll(/\s/g, ""))],
      [`${name}: all but its end`, fill(secret.slice(0, -2))],
    ] satisfies [string, string][];
  });
}

function timesOf(text: string): { longer: number; growth: number } {
  const once = bestOfThree(text);
  const longer = bestOfThree(text.repeat(8));
  return { longer, growth: longer / once };
}

/** Noise only ever adds time. */
function bestOfThree(text: string): number {
  return Math.min(...[1, 2, 3].map(() => seconds(() => sanitize(text))));
}

function seconds(work: () => unknown): number {
  const startedAt = performance.now();
  work();
  return (performance.now() - startedAt) / 1_000;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
