import type { Column, Rule, Schema, Table } from "./release-schema.ts";

/**
 * What breaks, or may break, for a version that was made for `before` while the database is `after`:
 * a line each, `<thing>: <problem>`. Tables, columns that may be left out, indexes and wider types
 * can come; everything else is a break, because whether it is one no comparison can tell.
 */
export function schemaBreaks(before: Schema, after: Schema): string[] {
  const ofTables = Object.entries(before.tables).flatMap(([name, table]) => {
    const next = after.tables[name];
    if (next === undefined) return [`${name}: is gone, or has another name`];
    return [
      ...columnBreaks(name, table, next),
      ...newColumnBreaks(name, table, next),
      ...ruleBreaks(name, table, next),
      ...table.rights
        .filter((right) => !next.rights.includes(right))
        .map((right) => `${name}: the application may not ${right} any more`),
    ];
  });
  const ofOthers = Object.entries(before.others)
    .filter(([name, definition]) => after.others[name] !== definition)
    .map(([name]) => `${name}: is gone, or another one`);
  return [...ofTables, ...deleteBreaks(before, after), ...ofOthers];
}

function columnBreaks(table: string, before: Table, after: Table): string[] {
  return Object.entries(before.columns).flatMap(([name, column]) => {
    const next = after.columns[name];
    const problems =
      next === undefined ? ["is gone, or has another name"] : changeBreaks(column, next);
    return problems.map((problem) => `${table}.${name}: ${problem}`);
  });
}

function changeBreaks(before: Column, after: Column): string[] {
  const problems: string[] = [];
  if (!holds(after.type, before.type)) {
    problems.push(`was ${before.type}, is ${after.type}`);
  }
  if (after.required && !before.required) problems.push("null is refused now");
  // The version before reads rows of the new one, and trusts that there is no null.
  if (before.required && !after.required) problems.push("may be null now");
  if (before.default !== after.default && (before.default !== null || isGenerated(after))) {
    problems.push(`its default was ${before.default ?? "none"}, is ${after.default ?? "none"}`);
  }
  return problems;
}

/** Whether every value of `narrow` is one of `wide`, and is read the same way from it. */
function holds(wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  const [narrowLength, wideLength] = [textLength(narrow), textLength(wide)];
  if (narrowLength !== undefined && wideLength !== undefined) return wideLength >= narrowLength;
  // Not integer and bigint: the driver gives numbers for one and text for the other.
  return narrow === "smallint" && wide === "integer";
}

/** Characters that a type of text holds; undefined for other types. */
function textLength(type: string): number | undefined {
  if (type === "text" || type === "character varying") return Number.POSITIVE_INFINITY;
  const length = /^character varying\((\d+)\)$/.exec(type)?.[1];
  return length === undefined ? undefined : Number(length);
}

/** Whether a value that is written is refused or dropped. */
function isGenerated({ default: value }: Column): boolean {
  return value !== null && /^generated always /.test(value);
}

function newColumnBreaks(table: string, before: Table, after: Table): string[] {
  return Object.entries(after.columns)
    .filter(([name, column]) => !(name in before.columns) && column.required)
    .filter(([, column]) => column.default === null)
    .map(([name]) => `${table}.${name}: is new, and must be filled`);
}

/** Rows that are there, and those that the version before writes, know nothing of a new rule. */
function ruleBreaks(table: string, before: Table, after: Table): string[] {
  const came = without(after.rules, before.rules).filter(
    (rule) => !isAboutEmptyColumns(rule, before, after),
  );
  const went = without(before.rules, after.rules).filter(({ columns }) =>
    columns.every((column) => column in after.columns),
  );
  return [
    ...came.map(({ definition }) => `${table}: has a new rule, ${definition}`),
    // An upsert names its unique constraint, and a cascade is trusted to remove what belongs.
    ...went.map(({ definition }) => `${table}: has lost a rule, ${definition}`),
  ];
}

function without(rules: Rule[], others: Rule[]): Rule[] {
  return rules.filter(({ definition }) => others.every((other) => other.definition !== definition));
}

/** The version before leaves new columns alone, and null breaks no rule. */
function isAboutEmptyColumns({ columns }: Rule, before: Table, after: Table): boolean {
  return (
    columns.length > 0 &&
    columns.every((name) => !(name in before.columns) && after.columns[name]?.default === null)
  );
}

/** A reference that does not follow keeps the version before from deleting what it points to. */
function deleteBreaks(before: Schema, after: Schema): string[] {
  return Object.entries(after.tables).flatMap(([name, { rules }]) =>
    without(rules, before.tables[name]?.rules ?? []).flatMap(({ definition }) => {
      const target = /^FOREIGN KEY .* REFERENCES ([^\s(]+)/.exec(definition)?.[1];
      if (target === undefined || !(target in before.tables)) return [];
      if (/ ON DELETE (CASCADE|SET NULL|SET DEFAULT)/.test(definition)) return [];
      return [`${target}: ${name} keeps its rows from being deleted, ${definition}`];
    }),
  );
}
