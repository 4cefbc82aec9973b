import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type ExportRequest, exportSessions } from "./export.ts";
import type { ArchivedMessage, ArchivedSession, ArchiveSource } from "./source.ts";

/** A session for tests: what a test does not name has the value below. */
export function archived(values: Partial<ArchivedSession> = {}): ArchivedSession {
  return {
    id: "vscode:chat-1",
    source: "vscode",
    title: "Retry with backoff",
    workspace: "shop",
    createdAt: Date.UTC(2026, 2, 12, 9),
    updatedAt: Date.UTC(2026, 2, 12, 10),
    messages: [said({ text: "How do I retry?" })],
    ...values,
  };
}

export function said(values: Partial<ArchivedMessage> = {}): ArchivedMessage {
  return {
    role: "user",
    text: "",
    parts: [],
    createdAt: undefined,
    model: undefined,
    toolCalls: [],
    ...values,
  };
}

/** Two sessions; their paths in an archive are `<path>.json` and `<path>.md`. */
export const first = archived();
export const firstPath = "2026/2026-03-12-retry-with-backoff.vscode.chat-1";
export const second = archived({
  id: "github:2",
  source: "github",
  title: "Docker image",
  workspace: undefined,
  createdAt: Date.UTC(2025, 11, 31),
  messages: [said({ text: "Why so large?" }), said({ role: "assistant", text: "Layers." })],
});
export const secondPath = "2025/2025-12-31-docker-image.github.2";

/** Exports `sessions` as JSON. */
export function exportTo(
  folder: string,
  sessions = [first, second],
  more: Partial<ExportRequest> = {},
) {
  return exportSessions({ source: sourceOf(sessions), folder, format: "json", ...more });
}

/** The sessions of `sessions` as they are when asked for, so that a test may change them. */
export function sourceOf(sessions: ArchivedSession[]): ArchiveSource {
  return {
    async *ids() {
      yield* sessions.map(({ id }) => id);
    },
    session: async (id) => sessions.find((session) => session.id === id),
  };
}

/** Text of every file below `folder`, by path; folders named `.git` are left out. */
export function filesIn(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes("/.git/"))
    .sort();
  return Object.fromEntries(
    entries.map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")]),
  );
}

/** Writes a file of a person, and the folders above it. */
export function writeText(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}
