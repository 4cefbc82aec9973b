import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isRecord, parseJson, typeName } from "../json.ts";
import type { Workspace } from "../model.ts";
import type { Report } from "../problems.ts";
import { uriName } from "./uri.ts";

/**
 * The folder in which a session was held, from the `workspace.json` that VS Code keeps for it.
 * Undefined for an empty window and where VS Code wrote none; reported where it is not usable.
 */
export async function workspaceOf(
  sessionPath: string,
  report: Report,
): Promise<Workspace | undefined> {
  const path = workspaceFileOf(sessionPath);
  if (path === undefined) return undefined;
  try {
    return workspaceFrom(parseJson(await readFile(path, "utf8")));
  } catch (error) {
    if (isMissing(error)) return undefined;
    report(`workspace.json: ${error instanceof Error ? error.message : error}; left out`);
    return undefined;
  }
}

/** Undefined where the layout names no workspace, as for sessions of empty windows. */
function workspaceFileOf(sessionPath: string): string | undefined {
  const folder = dirname(sessionPath);
  const above = dirname(folder);
  // workspaceStorage/<workspace>/chatSessions/<session>
  if (basename(folder) === "chatSessions") return join(above, "workspace.json");
  // <User or profiles/<profile>>/globalStorage/chatSessions/<workspace>/<session>
  if (basename(above) !== "chatSessions") return undefined;
  const holder = dirname(dirname(above));
  const isProfile = basename(dirname(holder)) === "profiles";
  const user = isProfile ? dirname(dirname(holder)) : holder;
  return join(user, "workspaceStorage", basename(folder), "workspace.json");
}

function workspaceFrom(content: unknown): Workspace {
  if (!isRecord(content)) throw new Error(`expected an object, got ${typeName(content)}`);
  const uri = content.folder ?? content.workspace;
  if (typeof uri === "string" && uri !== "") return { uri, name: uriName(uri) };
  throw new Error(`expected a folder or workspace, got ${typeName(uri)}`);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
