import { count } from "../fields.ts";
import { folderUri } from "../folder-uri.ts";
import { isRecord } from "../json.ts";
import type { ModelUsage, Session, SourceKind, Workspace } from "../model.ts";
import { workspaceOf } from "../workspace.ts";
import { type ChatEvent, timeOf } from "./event-log.ts";
import { turnCollector } from "./turns.ts";

/** What the file around the events tells of a session. */
export interface Fallback {
  /** Identifier where the events have none. */
  fallbackId: string;
  /** Milliseconds since 1970, for events without any time. */
  fallbackTime: number;
}

/** Puts a session together from its events, one by one. */
export interface SessionCollector {
  add(event: ChatEvent): void;
  /** The session, with what the events do not tell from `known`. Throws where they are no session. */
  session(known: Fallback): Session;
}

export function sessionCollector(source: SourceKind): SessionCollector {
  const turns = turnCollector();
  let start: Record<string, unknown> | undefined;
  let workspace: Workspace | undefined;
  let usage: ModelUsage[] | undefined;
  let firstAt: number | undefined;
  let lastAt = 0;
  return {
    add(event) {
      turns.add(event);
      firstAt ??= event.at;
      lastAt = Math.max(lastAt, event.at ?? 0);
      if (event.type === "session.start") start ??= event.data;
      if (event.type === "session.start" || event.type === "session.resume") {
        workspace ??= workspaceIn(event.data.context);
      }
      // After a resume the counts go on from those before, so the last one is of the whole session.
      if (event.type === "session.shutdown") usage = usageIn(event.data.modelMetrics) ?? usage;
    },
    session({ fallbackId, fallbackTime }) {
      const messages = turns.messages();
      if (start === undefined && messages.length === 0) {
        throw new Error("not a chat session: has neither a start nor messages");
      }
      const createdAt = timeOf(start?.startTime) ?? firstAt ?? fallbackTime;
      const ownId = start?.sessionId;
      return {
        source,
        id: typeof ownId === "string" && ownId !== "" ? ownId : fallbackId,
        title: undefined,
        workspace,
        createdAt,
        updatedAt: Math.max(createdAt, lastAt),
        messages,
        ...(usage !== undefined && { usage }),
      };
    },
  };
}

/** The folder in which the command was started, with the repository as the log names it. */
function workspaceIn(context: unknown): Workspace | undefined {
  if (!isRecord(context) || typeof context.cwd !== "string" || context.cwd === "") return undefined;
  const { repository, repositoryHost, hostType } = context;
  const host = repositoryHost ?? (hostType === "github" ? "github.com" : undefined);
  const isKnown = typeof host === "string" && typeof repository === "string" && repository !== "";
  return workspaceOf(
    folderUri(context.cwd),
    isKnown ? `${host.toLowerCase()}/${repository}` : undefined,
  );
}

function usageIn(metrics: unknown): ModelUsage[] | undefined {
  if (!isRecord(metrics)) return undefined;
  const usage = Object.entries(metrics).map(([model, metric]) => {
    const { requests, usage } = isRecord(metric) ? metric : {};
    return {
      model,
      ...counts({
        requests: fieldOf(requests, "count"),
        promptTokens: fieldOf(usage, "inputTokens"),
        completionTokens: fieldOf(usage, "outputTokens"),
      }),
    };
  });
  return usage.length === 0 ? undefined : usage;
}

function fieldOf(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

/** Only what is a count. */
function counts<Name extends string>(fields: Record<Name, unknown>): Partial<Record<Name, number>> {
  const counted = Object.entries(fields).filter(([, value]) => count.safeParse(value).success);
  return Object.fromEntries(counted) as Partial<Record<Name, number>>;
}
