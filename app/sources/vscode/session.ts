import { list, readFields, record, text, textOrRecord, time } from "../fields.ts";
import { folderUri } from "../folder-uri.ts";
import { repositoryOf } from "../git-remote.ts";
import { isRecord, typeName } from "../json.ts";
import type { Session, Workspace } from "../model.ts";
import type { Report } from "../problems.ts";
import { workspaceOf } from "../workspace.ts";
import { messagesOf } from "./request.ts";

/** What the file around a session tells of it. */
export interface Origin {
  /** Identifier where the session has none. */
  fallbackId: string;
  /** Milliseconds since 1970, for a session without any time in it. */
  fallbackTime: number;
  /** The folder of the file; where it is undefined the session may name one itself. */
  workspace: Workspace | undefined;
}

/** The outer object. Versions 1 to 3 differ in the title: none, `computedTitle`, `customTitle`. */
const sessionShape = {
  sessionId: text,
  creationDate: time,
  lastMessageDate: time,
  computedTitle: text,
  customTitle: text,
  requests: list,
  workingDirectory: textOrRecord,
  repoData: record,
};

/**
 * VS Code's own object of a session, versions 1 to 3, as a `Session`. What has the wrong type is
 * left out and reported. Throws when `raw` is no session at all.
 */
export function sessionFrom(raw: unknown, origin: Origin, report: Report): Session {
  if (!isRecord(raw)) {
    throw new Error(`not a chat session: expected an object, got ${typeName(raw)}`);
  }
  const fields = readFields(raw, sessionShape, "", report);
  if (fields.requests === undefined && !fields.sessionId) {
    throw new Error("not a chat session: has neither requests nor a sessionId");
  }
  const messages = messagesOf(fields.requests ?? [], report);
  const times = messages.flatMap((message) => message.createdAt ?? []);
  const createdAt = fields.creationDate ?? times[0] ?? origin.fallbackTime;
  return {
    source: "vscode",
    id: fields.sessionId || origin.fallbackId,
    title: fields.customTitle?.trim() || fields.computedTitle?.trim() || undefined,
    workspace: workspaceFrom(fields, origin.workspace),
    createdAt,
    updatedAt: latest([createdAt, fields.lastMessageDate ?? 0, ...times]),
    messages,
  };
}

function workspaceFrom(
  { workingDirectory, repoData }: { workingDirectory?: unknown; repoData?: unknown },
  known: Workspace | undefined,
): Workspace | undefined {
  const uri = known?.uri ?? directoryUri(workingDirectory);
  if (uri === undefined) return undefined;
  const remote = isRecord(repoData) ? repoData.remoteUrl : undefined;
  const recorded = typeof remote === "string" ? repositoryOf(remote) : undefined;
  return workspaceOf(uri, known?.repository ?? recorded);
}

/** A URI or path as text, or a URI taken apart the way VS Code stores it. */
function directoryUri(directory: unknown): string | undefined {
  const path = isRecord(directory) ? directory.path : directory;
  if (typeof path !== "string" || path === "") return undefined;
  if (isRecord(directory) && (directory.scheme ?? "file") !== "file") return undefined;
  return /^[\w+.-]{2,}:/.test(path) ? path : folderUri(path);
}

function latest(times: number[]): number {
  return times.reduce((a, b) => Math.max(a, b));
}
