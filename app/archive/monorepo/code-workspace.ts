import { readdir, readFile } from "node:fs/promises";
import { basename, join, posix } from "node:path";
import { z } from "zod";
import type { PlannedFile } from "./integrate.ts";

/** The repository's VS Code workspace with `folder` as a root of its own. */
export async function workspaceFile(repository: string, folder: string): Promise<PlannedFile> {
  const entry = { name: "Copilot chats", path: folder };
  const byHand = `add ${JSON.stringify(entry)} to its folders yourself`;
  const entries = await readdir(repository, { withFileTypes: true });
  const [first, ...others] = entries.filter(({ name }) => name.endsWith(extension));
  if (first === undefined) {
    const path = `${basename(repository)}${extension}`;
    const text = `${JSON.stringify({ folders: [{ path: "." }, entry] }, null, 2)}\n`;
    return { path, action: "create", text };
  }
  const path = first.name;
  if (others.length > 0) {
    const reason = `there are ${others.length + 1} workspaces; choose one and ${byHand}`;
    return { path, action: "leave", reason };
  }
  if (!first.isFile()) return { path, action: "leave", reason: `it is a link; ${byHand}` };

  const text = await readFile(join(repository, path), "utf8");
  const workspace = readWorkspace(text);
  if (workspace === undefined) {
    return { path, action: "leave", reason: `it has comments or a layout of its own; ${byHand}` };
  }
  if (workspace.folders.some((one) => isSame(one.path, folder)))
    return { path, action: "unchanged" };
  const extended = { ...workspace, folders: [...workspace.folders, entry] };
  return { path, action: "update", text: written(extended, text) };
}

const extension = ".code-workspace";

type Workspace = z.infer<typeof schema>;

const schema = z.looseObject({ folders: z.array(z.looseObject({ path: z.string().optional() })) });

/**
 * Undefined where writing it again would lose something: VS Code allows comments and any layout.
 * A file that VS Code wrote itself, or a formatter, comes out as it was.
 */
function readWorkspace(text: string): Workspace | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return written(value, text) === text && isWorkspace(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Not a parsed copy, whose keys would be in another order. */
function isWorkspace(value: unknown): value is Workspace {
  return schema.safeParse(value).success;
}

/** `value` as JSON with the indentation and the last line end of `like`. */
function written(value: unknown, like: string): string {
  const indentation = /^[{[]\n([ \t]+)/.exec(like)?.[1] ?? "  ";
  return JSON.stringify(value, null, indentation) + (like.endsWith("\n") ? "\n" : "");
}

function isSame(path: string | undefined, folder: string): boolean {
  return path !== undefined && posix.join(path, ".") === posix.join(folder, ".");
}
