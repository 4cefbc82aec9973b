import { open } from "node:fs/promises";
import { dirname, join, parse, resolve } from "node:path";
import { folderLister, kindAt, sourceFile } from "../disk.ts";
import { decoded } from "../encoding.ts";
import { parseJson } from "../json.ts";
import type { ChatSource, Reading, SourceFile } from "../model.ts";
import { problemList } from "../problems.ts";
import { storable } from "../storable.ts";
import { sessionFrom } from "./session.ts";
import { type RawThread, threadsIn } from "./threads.ts";

/** Largest export that is read, in bytes: 256 MiB. Text and object are in memory together. */
const exportLimitBytes = 256 * 2 ** 20;

/**
 * Threads of github.com/copilot that a person saved as JSON. Each of `paths` is such a file or a
 * folder of them; those that do not exist are passed over.
 */
export function githubThreadsSource({ paths }: { paths: string[] }): ChatSource {
  const roots = [...new Set(paths.map((path) => resolve(path)))].filter(
    (path) => kindAt(path) !== undefined,
  );
  return {
    kind: "github",
    roots,
    async *list(onProblem) {
      const list = folderLister(onProblem);
      for (const root of roots) {
        const names = kindAt(root) === "file" ? [root] : (await list(root)).files.filter(isJson);
        for (const name of names) {
          const file = sourceFile(resolve(root, name), root, onProblem);
          if (file !== undefined) yield file;
        }
      }
    },
    read: readExport,
  };
}

const isJson = (name: string) => name.endsWith(".json");

async function readExport({ path, modifiedAtMs }: SourceFile): Promise<Reading[]> {
  const threads = await threadsAt(path);
  const titles = threads.some(({ thread }) => thread.name === undefined)
    ? await titlesBeside(path)
    : new Map<unknown, unknown>();
  return threads.map((raw, index) => {
    const { report, sentences } = problemList();
    const fallbackId = threads.length === 1 ? parse(path).name : `${parse(path).name}-${index}`;
    const session = sessionFrom(raw, { fallbackId, fallbackTime: modifiedAtMs }, report);
    const title = session.title ?? titles.get(session.id);
    return {
      session: { ...session, title: typeof title === "string" && title !== "" ? title : undefined },
      problems: sentences(),
      torn: false,
    };
  });
}

async function threadsAt(path: string): Promise<RawThread[]> {
  await using file = await open(path);
  const { size } = await file.stat();
  if (size > exportLimitBytes) {
    throw new Error(`too large, got ${size} bytes; the limit is ${exportLimitBytes}`);
  }
  const threads = threadsIn(storable(parseJson(decoded(await file.readFile()).text)));
  if (threads === undefined || threads.length === 0) {
    throw new Error("not an export of github.com/copilot: has neither threads nor messages");
  }
  return threads;
}

/** Names by identifier, where the list of threads was saved beside the messages of one. */
async function titlesBeside(path: string): Promise<Map<unknown, unknown>> {
  const threads = await threadsAt(join(dirname(path), "threads.json")).catch(() => []);
  return new Map(threads.map(({ thread }) => [thread.id, thread.name]));
}
