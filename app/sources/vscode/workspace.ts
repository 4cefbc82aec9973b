import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { codeOf } from "../disk.ts";
import { decoded } from "../encoding.ts";
import { isRecord, parseJson, typeName } from "../json.ts";
import type { Report } from "../problems.ts";
import { stateDatabase } from "./legacy-database.ts";

/**
 * URI of the folder in which a session was held, from the `workspace.json` that VS Code keeps for
 * it. Undefined for an empty window and where VS Code wrote none; reported where it is not usable.
 */
export function workspaceUri(sessionPath: string, report: Report): string | undefined {
  const path = workspaceFileOf(sessionPath);
  if (path === undefined) return undefined;
  try {
    return uriIn(parseJson(decoded(readFileSync(path)).text));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    report(`workspace.json: ${error instanceof Error ? error.message : error}; left out`);
    return undefined;
  }
}

/** Undefined where the layout names no workspace, as for sessions of empty windows. */
function workspaceFileOf(sessionPath: string): string | undefined {
  const folder = dirname(sessionPath);
  const above = dirname(folder);
  // workspaceStorage/<workspace>/state.vscdb
  if (basename(sessionPath) === stateDatabase) {
    return basename(folder) === "globalStorage" ? undefined : join(folder, "workspace.json");
  }
  // workspaceStorage/<workspace>/chatSessions/<session>
  if (basename(folder) === "chatSessions") return join(above, "workspace.json");
  // workspaceStorage/<workspace>/GitHub.copilot-chat/transcripts/<session>
  if (basename(folder) === "transcripts") return join(dirname(above), "workspace.json");
  // <User or profiles/<profile>>/globalStorage/chatSessions/<workspace>/<session>
  if (basename(above) !== "chatSessions") return undefined;
  const holder = dirname(dirname(above));
  const isProfile = basename(dirname(holder)) === "profiles";
  const user = isProfile ? dirname(dirname(holder)) : holder;
  return join(user, "workspaceStorage", basename(folder), "workspace.json");
}

function uriIn(content: unknown): string {
  if (!isRecord(content)) throw new Error(`expected an object, got ${typeName(content)}`);
  const uri = content.folder ?? content.workspace;
  if (typeof uri === "string" && uri !== "") return uri;
  throw new Error(`expected a folder or workspace, got ${typeName(uri)}`);
}
