import { timeOf } from "../events/event-log.ts";
import { isRecord } from "../json.ts";
import type { ChatSource, Reading, SourceFile } from "../model.ts";
import { problemList } from "../problems.ts";
import { storable } from "../storable.ts";
import { type ThreadsAccess, type ThreadsPace, threadsApi } from "./live-api.ts";
import { sessionFrom } from "./session.ts";

const root = "https://github.com/copilot";

/**
 * Experimental: the threads of github.com/copilot from the site itself, which keeps them for 28 days.
 * Its calls are undocumented and may change any day. A thread is read again when it says that it was
 * updated; nothing is written there.
 */
export function liveThreadsSource(access: ThreadsAccess, pace?: ThreadsPace): ChatSource {
  const ask = threadsApi(access, pace);
  const threads = new Map<string, Record<string, unknown>>();
  return {
    kind: "github",
    roots: [root],
    async *list(onProblem) {
      const listed = await listedThreads(ask).catch((error: Error) => {
        onProblem(`${root}: ${error.message}`);
        return [];
      });
      for (const thread of listed) {
        if (!isRecord(thread) || typeof thread.id !== "string" || thread.id === "") {
          onProblem(`${root}: lists a thread without an id; left out`);
          continue;
        }
        const file = threadFile(thread.id, thread);
        threads.set(file.path, thread);
        yield file;
      }
    },
    read: ({ path, modifiedAtMs }) => readThread(ask, threads.get(path) ?? {}, modifiedAtMs),
  };
}

type Ask = ReturnType<typeof threadsApi>;

async function listedThreads(ask: Ask): Promise<unknown[]> {
  const answer = storable(await ask("/github/chat/threads"));
  if (isRecord(answer) && Array.isArray(answer.threads)) return answer.threads;
  throw new Error("answers with something else than a list of threads; the site may have changed");
}

function threadFile(id: string, thread: Record<string, unknown>): SourceFile {
  const updatedAt = typeof thread.updatedAt === "string" ? timeOf(thread.updatedAt) : undefined;
  return {
    path: `${root}/c/${encodeURIComponent(id)}`,
    root,
    sizeBytes: 0,
    // Without a time it may have changed at any moment.
    modifiedAtMs: updatedAt ?? Date.now(),
    inode: "",
  };
}

async function readThread(
  ask: Ask,
  thread: Record<string, unknown>,
  fallbackTime: number,
): Promise<Reading[]> {
  const id = String(thread.id);
  const answer = storable(await ask(`/github/chat/threads/${encodeURIComponent(id)}/messages`));
  if (!isRecord(answer) || !Array.isArray(answer.messages)) {
    throw new Error("answers with something else than messages; the site may have changed");
  }
  const { report, sentences } = problemList();
  const raw = { thread, messages: answer.messages };
  const session = sessionFrom(raw, { fallbackId: id, fallbackTime }, report);
  return [{ session, problems: sentences(), torn: false }];
}
