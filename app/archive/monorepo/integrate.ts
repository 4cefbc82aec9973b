import { lstat, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { replaceFile } from "../file-text.ts";
import { checkRepository, folderWithin } from "../git/repository.ts";
import { workspaceFile } from "./code-workspace.ts";
import { ignoreText } from "./ignore-rules.ts";
import { isUntouched, marked } from "./mark.ts";
import { readmeText } from "./readme.ts";
import { workflowText } from "./workflow.ts";

export interface IntegrationRequest {
  /** Top folder of an existing repository. */
  repository: string;
  /** Folder of the archive within it, for example `docs/copilot-chats`. */
  folder: string;
  /** Says what would be written, and writes nothing. */
  dryRun: boolean;
  /** What git finds its settings by. */
  environment: Readonly<Record<string, string | undefined>>;
}

/** What happens to a file of the repository; `leave` means that a person has to look at it. */
export interface PlannedFile {
  /** Within the repository. */
  path: string;
  action: "create" | "update" | "unchanged" | "leave";
  /** Why it is left alone, and what to do; undefined for the other actions. */
  reason?: string;
  /** The whole file as it is to be; undefined where there is nothing to be put into it. */
  text?: string;
}

/**
 * Prepares a repository for `sync git`: a folder with a README and ignore rules, its entry in the
 * VS Code workspace, and a workflow. Run again it brings its own files up to date. A file that a
 * person made or changed is left alone and reported. Commits nothing.
 */
export async function integrateMonorepo(request: IntegrationRequest): Promise<PlannedFile[]> {
  const { environment, dryRun } = request;
  const repository = resolve(request.repository);
  const folder = await checkedFolder(repository, request.folder, environment);
  const files = [
    await ownFile(repository, `${folder}/README.md`, marked(readmeText(folder), "<!-- ", " -->")),
    await ownFile(repository, `${folder}/.gitignore`, marked(ignoreText, "# ")),
    await ownFile(repository, workflowPath, marked(workflowText(folder), "# ")),
    await workspaceFile(repository, folder),
  ];
  if (dryRun) return files;
  for (const { path, action, text } of files) {
    if (text === undefined || (action !== "create" && action !== "update")) continue;
    await replaceFile(join(repository, path), [text], publicModes);
  }
  return files;
}

const workflowPath = ".github/workflows/copilot-chats.yml";

/** Whoever may read the repository may read these; the process' own mask applies. */
const publicModes = { file: 0o666, folder: 0o777 };

/** The folder as it is written in the files: without `./` and a `/` at its end. */
async function checkedFolder(
  repository: string,
  name: string,
  environment: IntegrationRequest["environment"],
): Promise<string> {
  // It becomes part of YAML, JSON and Markdown.
  if (!/^[\w. /-]+$/.test(name)) {
    throw new Error(`--folder: must be of letters, digits, "._-/" and spaces, got ${name}`);
  }
  await checkRepository(repository, environment);
  const folder = await folderWithin(repository, name);
  await folderWithin(repository, ".github/workflows");
  if (folder === repository) {
    throw new Error(`--folder: must be a folder within the repository, got ${name}`);
  }
  return folder.slice(repository.length + 1);
}

async function ownFile(repository: string, path: string, text: string): Promise<PlannedFile> {
  const present = await textAt(join(repository, path));
  if (present === undefined) return { path, action: "create", text };
  if (present === text) return { path, action: "unchanged", text };
  if (isUntouched(present)) return { path, action: "update", text };
  const reason = "it was made or changed by a person; delete it to have it made again";
  return { path, action: "leave", reason, text };
}

/** Undefined where there is nothing. What is not a regular file has text that is nobody's. */
async function textAt(path: string): Promise<string | undefined> {
  const state = await lstat(path).catch(() => undefined);
  if (state === undefined) return undefined;
  return state.isFile() ? await readFile(path, "utf8") : "";
}
