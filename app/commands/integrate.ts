import { resolve } from "node:path";
import { integrateMonorepo, type PlannedFile } from "../archive/monorepo/integrate.ts";
import type { Machine } from "../sources/vscode/folders.ts";
import { printable, type Terminal } from "./terminal.ts";

export interface IntegrateOptions {
  /** Folder of the archive within the repository. */
  folder: string;
  /** Shows every file, and writes none. */
  dryRun?: boolean;
  /** Prints one JSON object; what people read goes to the other stream. */
  json?: boolean;
}

/** Prepares a repository for chats in one of its folders. Returns the exit code. */
export async function integrateMonorepoVerb(
  path: string,
  { folder, dryRun = false, json = false }: IntegrateOptions,
  { environment }: Pick<Machine, "environment">,
  terminal: Terminal,
): Promise<number> {
  const say = json ? terminal.err : terminal.out;
  const repository = resolve(path);
  const files = await integrateMonorepo({ repository, folder, dryRun, environment });
  say(`${dryRun ? "What would be done in" : "Done in"} ${printable(repository)}:`);
  for (const file of files) {
    say(`  ${file.action.padEnd(width)}  ${printable(file.path)}`);
    if (file.reason !== undefined)
      say(terminal.style.yellow(`  ${" ".repeat(width)}  ${file.reason}`));
    if (dryRun) for (const line of contentLines(file)) say(terminal.style.dim(line));
  }
  say(dryRun ? "Dry run: nothing was written." : "Nothing is committed; look at it and commit it.");
  if (json) terminal.out(JSON.stringify({ repository, folder, dryRun, files }));
  return 0;
}

const actions: PlannedFile["action"][] = ["create", "update", "unchanged", "leave"];
const width = Math.max(...actions.map(({ length }) => length));

/** Every line of a file that would be written, or that a person's file would have to be. */
function contentLines({ action, text }: PlannedFile): string[] {
  if (text === undefined || action === "unchanged") return [];
  return text
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => `    | ${printable(line)}`);
}
