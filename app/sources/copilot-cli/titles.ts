import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { queryCopy } from "../database-copy.ts";
import { codeOf } from "../disk.ts";
import type { Report } from "../problems.ts";

/**
 * Finds the title of a session: the name that the person gave it, else the summary in the database
 * of all sessions, else the one that older versions wrote beside the session.
 */
export type TitleFinder = (id: string, sessionPath: string) => Promise<string | undefined>;

/** The database below `root` is read once, when it is first asked for; a problem with it is reported. */
export function titleFinder(root: string, report: Report): TitleFinder {
  let summaries: Promise<Map<string, string>> | undefined;
  return async (id, sessionPath) => {
    const { name, summary } = await workspaceNotes(sessionPath);
    if (name !== undefined) return name;
    summaries ??= summariesIn(join(root, "session-store.db"), report);
    return (await summaries).get(id) ?? summary;
  };
}

async function summariesIn(path: string, report: Report): Promise<Map<string, string>> {
  try {
    return await queryCopy(path, (database) => {
      const rows = database
        .prepare<[], { id: unknown; summary: unknown }>("SELECT id, summary FROM sessions")
        .all();
      return new Map(
        rows.flatMap(({ id, summary }): [string, string][] =>
          typeof id === "string" && typeof summary === "string" && summary.trim() !== ""
            ? [[id, summary.trim()]]
            : [],
        ),
      );
    });
  } catch (error) {
    if (codeOf(error) !== "ENOENT") {
      report(`${path}: cannot be read, got ${codeOf(error)}; sessions have no titles from it`);
    }
    return new Map();
  }
}

/** What `workspace.yaml` beside the events says; it holds one plain value per line. */
async function workspaceNotes(sessionPath: string): Promise<{ name?: string; summary?: string }> {
  try {
    const yaml = await readFile(join(dirname(sessionPath), "workspace.yaml"), "utf8");
    const lines = yaml.matchAll(/^(name|summary):[ \t]*(.*\S)[ \t]*$/gm);
    return Object.fromEntries(
      lines.flatMap(([, key = "", value = ""]) => {
        const text = scalar(value);
        return text === "" ? [] : [[key, text]];
      }),
    );
  } catch {
    return {};
  }
}

/** A YAML value of one line; empty for those that go on below. */
function scalar(value: string): string {
  if (/^[|>&*!]/.test(value)) return "";
  if (value.startsWith("'")) return value.slice(1, -1).replaceAll("''", "'").trim();
  if (!value.startsWith('"')) return value === "null" || value === "~" ? "" : value;
  try {
    return String(JSON.parse(value)).trim();
  } catch {
    return "";
  }
}
