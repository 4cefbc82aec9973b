import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished, vi } from "vitest";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

export interface StandIn {
  /** Folder of the executable, where its script may keep files. */
  folder: string;
  /** The arguments of every call so far, after the value of DOCKER_HOST. */
  calls(): string[];
}

/**
 * Puts a `docker` on PATH, for the running test alone, that answers commands which begin with a key by
 * running its shell script. What scripts print is copied from Docker's own clients 20.10 and 28.2; that
 * an engine means by the arguments what we mean is proven by `test/docker/scripts.test.ts` alone.
 */
export function standInDocker(scripts: Record<string, string>): StandIn {
  const folder = temporaryFolder();
  const file = join(folder, "calls");
  const cases = Object.entries(scripts).map(([args, script]) => `'${args}'*)\n${script}\n;;`);
  const unknown = `*) echo "docker: unknown command: docker $*" >&2; exit 125 ;;`;
  const script = `echo "$DOCKER_HOST $*" >> '${file}'\ncd '${folder}'\ncase "$*" in\n`;
  writeFileSync(
    join(folder, "docker"),
    `#!/bin/sh\n${script}${[...cases, unknown].join("\n")}\nesac\n`,
  );
  chmodSync(join(folder, "docker"), 0o755);
  setPath(`${folder}:/usr/bin:/bin`);
  return {
    folder,
    calls: () => (existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : []),
  };
}

/** For the running test alone. */
export function setPath(path: string) {
  vi.stubEnv("PATH", path);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

/** Script that prints lines. */
export function prints(...lines: string[]): string {
  return lines.map((line) => `printf '%s\\n' '${line}'`).join("\n");
}

/** Script that prints lines to standard error and ends with code 1. */
export function fails(...lines: string[]): string {
  return `{\n${prints(...lines)}\n} >&2\nexit 1`;
}
