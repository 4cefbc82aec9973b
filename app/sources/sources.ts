import { readdirSync } from "node:fs";
import { basename, resolve } from "node:path";
import { copilotCliRoots } from "./copilot-cli/folders.ts";
import { copilotCliSource } from "./copilot-cli/source.ts";
import { kindAt } from "./disk.ts";
import { githubThreadsSource } from "./github/source.ts";
import type { ChatSource } from "./model.ts";
import { type Machine, vscodeRoots } from "./vscode/folders.ts";
import { vscodeSource } from "./vscode/source.ts";

/** The chats of every product on this machine, in a fixed order. */
export function usualSources(machine: Machine): ChatSource[] {
  return [
    vscodeSource({ userFolders: vscodeRoots(machine) }),
    copilotCliSource({ folders: copilotCliRoots(machine) }),
  ];
}

/**
 * The chats at `paths`, folders or files that a person named, each of the product that it looks
 * like: a file and a folder of exports are from github.com, a folder with `session-state` or an
 * `events.jsonl` is of Copilot CLI, any other of VS Code.
 */
export function sourcesAt(paths: string[]): ChatSource[] {
  const kinds = Map.groupBy(paths, productOf);
  const userFolders = kinds.get("vscode") ?? [];
  const folders = kinds.get("copilot-cli") ?? [];
  const exports = kinds.get("github") ?? [];
  return [
    ...(userFolders.length === 0 ? [] : [vscodeSource({ userFolders })]),
    ...(folders.length === 0 ? [] : [copilotCliSource({ folders })]),
    ...(exports.length === 0 ? [] : [githubThreadsSource({ paths: exports })]),
  ];
}

function productOf(path: string): ChatSource["kind"] {
  if (kindAt(path) === "file") return "github";
  const names = namesIn(path);
  const isCli = ["session-state", "events.jsonl"].some((name) => names.includes(name));
  if (isCli || basename(resolve(path)) === "session-state") return "copilot-cli";
  return names.includes("threads.json") ? "github" : "vscode";
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
