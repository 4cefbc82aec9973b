import type { ChatSource, Reading, SourceFile, SourceKind } from "../sources/model.ts";
import { sourceFile } from "../store/test-chats.ts";

/** What reading a file gives; what is missing of a reading has its plainest value. */
export type TestContent = Partial<Reading> | Partial<Reading>[] | Error;

/** A source whose files are in memory. */
export interface TestSource extends ChatSource {
  /** Puts a file there, or puts another one in its place; an Error is what reading it throws. */
  write(path: string, content: TestContent, values?: Partial<SourceFile>): void;
  /** Said by every listing. */
  listingProblems: string[];
  /** Paths of the files that were read, in order. */
  filesRead: string[];
}

export function testSource({
  kind = "vscode",
  roots = ["/chats"],
}: {
  kind?: SourceKind;
  roots?: string[];
} = {}): TestSource {
  const files = new Map<string, { file: SourceFile; content: TestContent }>();
  const source: TestSource = {
    kind,
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
      return [content].flat().map(({ session, problems = [], torn = false }) => {
        if (session === undefined) throw new Error("no chat in it");
        return { session, problems, torn };
      });
    },
  };
  return source;
}
