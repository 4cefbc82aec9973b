import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { z } from "zod";

const identity = z.object({ pid: z.int().min(2), startedAt: z.string() });

const runFile = z.object({
  serviceName: z.string(),
  id: z.string(),
  supervisor: identity,
  service: identity.optional(),
});

/** What the next run must know to find and end this one. It holds no secret. */
export type RunRecord = z.infer<typeof runFile>;

/** Undefined when there is none, or none that we wrote. */
export function readRunFile(path: string): RunRecord | undefined {
  try {
    return runFile.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return undefined;
  }
}

/** Writes it whole or not at all, readable by its owner alone. */
export function writeRunFile(path: string, record: RunRecord): void {
  const draft = `${path}.${record.id}`;
  try {
    writeFileSync(draft, `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600, flag: "wx" });
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

export function removeRunFile(path: string): void {
  rmSync(path, { force: true });
}
