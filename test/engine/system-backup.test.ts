import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Checkout } from "../support/checkout.ts";
import { freePorts } from "../support/free-ports.ts";

/** What a person does who has lost the chats: every test goes on from the one before. */
describe("a backup of the local stack", () => {
  let checkout: Checkout;
  let ports: Record<"metricsPort" | "searchPort" | "apiPort", number>;
  let archive: string;

  beforeAll(async () => {
    checkout = new Checkout();
    ports = await freePorts("metricsPort", "searchPort", "apiPort");
    checkout.configure(ports);
    const { code } = await checkout.run("scripts/start.ts", ["--samples"]);
    expect(code).toBe(0);
  });
  afterAll(async () => {
    await checkout.run("scripts/stop.ts");
    checkout.remove();
  });

  const sessionCount = async () => {
    const url = `http://127.0.0.1:${ports.metricsPort}/api/sessions?limit=1`;
    return ((await (await fetch(url)).json()) as { total: number }).total;
  };

  it("is taken while it serves", async () => {
    const { code, stdout } = await checkout.run("scripts/backup-system.ts", ["7"]);
    expect(code).toBe(0);
    expect(stdout).toContain("12 sessions, 94 messages");
    expect(stdout).toContain("skipped: no Docker stack runs here");
    const [file = ""] = readdirSync(join(checkout.folder, ".data", "backups")).toSorted();
    archive = file;
  });

  it("is restored when that is said twice, and everything serves again", async () => {
    const args = ["maintain", "--retention-days", "0", "--yes"];
    await checkout.run("app/main.ts", args);
    expect(await sessionCount()).toBe(0);
    const refused = await checkout.run("scripts/restore-system.ts", [archive]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("Replaces the chats and the volumes of the local stack");
    expect(await sessionCount()).toBe(0);
    const { code, stderr } = await checkout.run("scripts/restore-system.ts", [archive, "--yes"]);
    expect(stderr).toContain("everything is well");
    expect(code).toBe(0);
    expect(await sessionCount()).toBe(12);
  });

  it("that is none stops nothing", async () => {
    const { code, stderr } = await checkout.run("scripts/restore-system.ts", [
      join(checkout.folder, "package.json"),
      "--yes",
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain(`${join(checkout.folder, "package.json")}: `);
    expect(stderr).not.toContain("npm stop");
    expect(await sessionCount()).toBe(12);
  });
});
