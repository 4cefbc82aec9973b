import { existsSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ResourceGraph } from "../../plan/graph.ts";
import { loadLeanSdk } from "../../plan/lean-sdk.ts";

export interface StackRequest {
  stack: string;
  config: Record<string, string>;
}

/** Graphs in the order of the requests, undefined for a stack that is not there; or why there are none. */
export type Answer = { graphs: (ResourceGraph | undefined)[] } | { problem: string };

/** The part of `plan/stacks.ts` that every commit with a recorder has. */
interface StacksModule {
  recordedStacks: Record<string, unknown>;
  recordPlatform(stack: string, config: Record<string, string>): Promise<ResourceGraph>;
}

/** Records stacks of another checkout for the process that started this one. */
enableCompileCache();
loadLeanSdk();
const folder = process.argv[2] ?? "";
process.once("message", async (requests: StackRequest[]) => {
  const answered = await answer(requests);
  // A long answer would be cut off by a process that ends before it is sent.
  process.send?.(answered, undefined, undefined, () => process.disconnect());
});

async function answer(requests: StackRequest[]): Promise<Answer> {
  const file = join(folder, "plan", "stacks.ts");
  if (!existsSync(file)) return { problem: "has no plan/stacks.ts, so nothing can record it" };
  let whatFails = "the program";
  try {
    const { recordedStacks, recordPlatform }: StacksModule = await import(pathToFileURL(file).href);
    const graphs: (ResourceGraph | undefined)[] = [];
    for (const { stack, config } of requests) {
      whatFails = stack;
      const isThere = Object.hasOwn(recordedStacks, stack);
      graphs.push(isThere ? await recordPlatform(stack, config) : undefined);
    }
    return { graphs };
  } catch (error) {
    return { problem: problemOf(error, whatFails) };
  }
}

const compilerCodes = ["ERR_MODULE_NOT_FOUND", "ERR_UNSUPPORTED_DIR_IMPORT"];

function problemOf(error: unknown, whatFails: string): string {
  if (!(error instanceof Error)) return `${whatFails} cannot be planned. ${error}`;
  const { code = "" } = error as NodeJS.ErrnoException;
  const message = relative(error.message);
  if (compilerCodes.includes(code)) return `does not compile: ${message}`;
  if (!(error instanceof SyntaxError)) return `${whatFails} cannot be planned. ${message}`;
  // The first line of its stack is where it is.
  const place = relative(error.stack?.split("\n")[0] ?? "");
  return `does not compile: ${place}: ${message}`;
}

function relative(text: string): string {
  return text.replaceAll(pathToFileURL(folder).href, folder).replaceAll(`${folder}/`, "");
}
