import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withLock } from "../../../scripts/lock.mjs";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const deadPid = 2 ** 22 + 1;

describe("withLock", () => {
  it("holds the file while the work runs and leaves nothing behind", async () => {
    const path = join(temporaryFolder(), "made", "a.lock");
    const holder = await withLock(path, () => JSON.parse(readFileSync(path, "utf8")));
    expect(holder.pid).toBe(process.pid);
    expect(readdirSync(join(path, ".."))).toEqual([]);
  });

  it("releases the lock when the work fails", async () => {
    const path = join(temporaryFolder(), "a.lock");
    const work = () => Promise.reject(new Error("no disk"));
    await expect(withLock(path, work)).rejects.toThrow("no disk");
    expect(existsSync(path)).toBe(false);
  });

  it("takes over from a dead process without waiting", async () => {
    const path = join(temporaryFolder(), "a.lock");
    writeFileSync(path, JSON.stringify({ pid: deadPid, host: hostname(), startedAt: "" }));
    const waits: unknown[] = [];
    await withLock(
      path,
      () => undefined,
      (holder) => waits.push(holder),
    );
    expect(waits).toEqual([]);
  });

  it("takes over from a living pid that has not given a sign for a minute", async () => {
    const path = join(temporaryFolder(), "a.lock");
    writeFileSync(path, JSON.stringify({ pid: 1, host: hostname(), startedAt: "" }));
    const longAgo = new Date(Date.now() - 120_000);
    utimesSync(path, longAgo, longAgo);
    expect(await withLock(path, () => "done")).toBe("done");
  });

  it("waits for a living holder and says once who it is", async () => {
    const path = join(temporaryFolder(), "a.lock");
    const other = spawn("sleep", ["30"]);
    writeFileSync(path, JSON.stringify({ pid: other.pid, host: hostname(), startedAt: "" }));
    const waits: number[] = [];
    const done = withLock(
      path,
      () => "done",
      ({ pid }) => {
        waits.push(pid);
        other.kill("SIGKILL");
      },
    );
    expect(await done).toBe("done");
    expect(waits).toEqual([other.pid]);
  });

  it("lets many processes in one at a time", async () => {
    const folder = temporaryFolder();
    const program = `
      import { withLock } from ${JSON.stringify(join(process.cwd(), "scripts/lock.mjs"))};
      import { appendFileSync } from "node:fs";
      for (let turn = 0; turn < 5; turn += 1) {
        await withLock("a.lock", async () => {
          appendFileSync("trace", "in ");
          await new Promise((resolve) => setTimeout(resolve, 5));
          appendFileSync("trace", "out ");
        });
      }`;
    const start = () =>
      spawn(process.execPath, ["--input-type=module", "-e", program], { cwd: folder });
    const codes = await Promise.all([1, 2, 3].map(() => once(start(), "exit")));
    expect(codes.map(([code]) => code)).toEqual([0, 0, 0]);
    expect(readFileSync(join(folder, "trace"), "utf8")).toBe("in out ".repeat(15));
  });

  it("runs on the oldest Node that can install the project", () => {
    const source =
      readFileSync("scripts/lock.mjs", "utf8") + readFileSync("scripts/install.mjs", "utf8");
    expect(source).not.toMatch(/from "(?!node:|\.\/)/);
    execFileSync(process.execPath, ["--check", "scripts/install.mjs"]);
  });
});
