import type { ChatSource, Reading, SourceFile } from "../sources/model.ts";
import { sourceFile } from "../store/test-chats.ts";

/** A source whose files are in memory. */
export interface TestSource extends ChatSource {
  /** Puts a file there, or puts another one in its place; an Error is what reading it throws. */
  write(path: string, content: Partial<Reading> | Error, values?: Partial<SourceFile>): void;
  /** Said by every listing. */
  listingProblems: string[];
  /** Paths of the files that were read, in order. */
  filesRead: string[];
}

export function testSource(roots = ["/chats"]): TestSource {
  const files = new Map<string, { file: SourceFile; content: Partial<Reading> | Error }>();
  const source: TestSource = {
    kind: "vscode",
    roots,
    listingProblems: [],
    filesRead: [],
    write(path, content, values) {
      const root = roots.find((start) => path.startsWith(`${start}/`)) ?? "";
      files.set(path, { file: sourceFile({ path, root, ...values }), content });
    },
    async *list(onProblem) {
      for (const problem of source.listingProblems) onProblem(problem);
      for (const { file } of files.values()) yield file;
    },
    async read({ path }) {
      source.filesRead.push(path);
      const content = files.get(path)?.content ?? {};
      if (content instanceof Error) throw content;
      const { session, problems = [], torn = false } = content;
      if (session === undefined) throw new Error("no chat in it");
      return { session, problems, torn };
    },
  };
  return source;
}
