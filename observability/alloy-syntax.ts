/** The configuration language of Alloy: blocks with attributes, which are values or names of others. */

export interface Block {
  /** For example `loki.write`. */
  name: string;
  /** Tells blocks of one name apart. */
  label?: string;
  attributes?: Record<string, Value>;
  blocks?: Block[];
}

export type Value =
  | string
  | number
  | boolean
  | Value[]
  | Reference
  | { object: Record<string, Value> };

/** What another component exports, for example `loki.write.loki.receiver`. */
export interface Reference {
  reference: string;
}

/** The blocks as text, in the form that `alloy fmt` gives them. */
export function alloyText(blocks: Block[]): string {
  return blocks.map((block) => blockLines(block).join("\n") + "\n").join("\n");
}

function blockLines({ name, label, attributes = {}, blocks = [] }: Block): string[] {
  const head = label === undefined ? name : `${name} ${JSON.stringify(label)}`;
  const parts = [attributeLines(attributes), ...blocks.map(blockLines)].filter(
    (lines) => lines.length > 0,
  );
  if (parts.length === 0) return [`${head} { }`];
  const body = parts.flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]));
  return [`${head} {`, ...body.map((line) => (line === "" ? "" : `\t${line}`)), "}"];
}

function attributeLines(attributes: Record<string, Value>): string[] {
  const width = Math.max(...Object.keys(attributes).map((name) => name.length));
  return Object.entries(attributes).map(
    ([name, value]) => `${name.padEnd(width)} = ${expression(value)}`,
  );
}

/** Strings have the escapes of JSON. */
function expression(value: Value): string {
  if (typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(expression).join(", ")}]`;
  if ("reference" in value) return value.reference;
  const members = Object.entries(value.object).map(
    ([name, member]) => `${JSON.stringify(name)} = ${expression(member)}`,
  );
  return `{ ${members.join(", ")} }`;
}
