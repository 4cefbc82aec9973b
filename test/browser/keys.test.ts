import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createKey } from "../../app/access/new-key.ts";
import { startChats } from "../../app/commands/testing.ts";
import { openSqliteDatabase } from "../../app/store/sqlite.ts";
import { chat, readState, sourceFile } from "../../app/store/test-chats.ts";
import { freePorts } from "../support/free-ports.ts";

const executablePath = ["/usr/bin/chromium", "/usr/bin/google-chrome"].find(existsSync);
/** Chromium refuses its sandbox to root, and looks for its maker's hosts unless told not to. */
const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];
const rootFlags = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

describe("the page of a team", () => {
  let home: string;
  let key: string;
  let server: ReturnType<typeof startChats>;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    if (!executablePath) return;
    home = mkdtempSync(join(tmpdir(), "chats-"));
    key = await makeTeam(join(home, "data"));
    const { port } = await freePorts("port");
    const environment = { CHATS_ACCESS: "keys", CHATS_WATCH: "off", PORT: String(port) };
    server = startChats(["serve"], home, environment);
    const url = `http://127.0.0.1:${port}/`;
    while (!(await fetch(`${url}ready`).catch(() => undefined))?.ok) {
      if (server.child.exitCode !== null) throw new Error((await server.ended).err);
      await wait(50);
    }
    browser = await chromium.launch({ executablePath, args: [...quiet, ...rootFlags] });
    page = await (await browser.newContext()).newPage();
    await page.goto(url);
  });
  beforeEach((context) => {
    if (!executablePath)
      context.skip("Chromium is not installed (Debian: apt-get install chromium)");
  });
  afterAll(async () => {
    await browser?.close();
    server?.child.kill();
    await server?.ended;
    if (home) rmSync(home, { recursive: true });
  });

  it("asks for a key, and again when that is a wrong one", async () => {
    await page.getByRole("heading", { name: "Your key, please" }).waitFor();
    expect(await page.innerText("body")).not.toContain("Nothing leaves it");
    await page.getByLabel("API key").fill("wrong\u00a0key");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "That key does not work" }).waitFor();
  });

  it("shows one's own chats and those of others that the team sees", async () => {
    await page.getByLabel("API key").fill(` ${key} `);
    await page.keyboard.press("Enter");
    await page.getByText("Grace's bread").waitFor();
    const rows = await page.locator(".row").allInnerTexts();
    expect(rows.map((row) => row.split("\n").slice(0, 2))).toEqual([
      ["Grace's bread", "grace · team"],
      ["Ada's butter", expect.stringContaining("1970")],
    ]);
    const folder = process.env.SCREENSHOTS;
    if (folder) await page.screenshot({ path: join(folder, "team.png") });
  });

  it("opens a chat of somebody else, which is not one's own to share", async () => {
    await page.getByText("Grace's bread").click();
    await page.getByText("How do I bake bread?").waitFor();
    expect(decodeURIComponent(page.url())).toContain("#/session/grace~vscode:shown");
    expect(await page.locator(".share").count()).toBe(0);
  });

  it("shares an own chat and takes it back", async () => {
    await page.goBack();
    await page.getByText("Ada's butter").click();
    await page.getByRole("button", { name: "Share with the team" }).click();
    await page.getByRole("button", { name: "Keep to yourself" }).waitFor();
    expect(await page.locator(".session-head .owner").innerText()).toBe("team");
    await page.getByRole("button", { name: "Keep to yourself" }).click();
    await page.getByRole("button", { name: "Share with the team" }).waitFor();
    expect(await page.locator(".session-head .owner").count()).toBe(0);
  });

  it("keeps the key for the tab, and for no other", async () => {
    await page.reload();
    await page.getByRole("button", { name: "Share with the team" }).waitFor();
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.getByRole("heading", { name: "Your key, please" }).waitFor();
    expect(await other.innerText("body")).not.toContain("butter");
  });
});

/** Ada has a chat, Grace one that the team sees and one for herself; gives Ada's key. */
async function makeTeam(directory: string): Promise<string> {
  const database = await openSqliteDatabase({ directory });
  const save = (owner: string, id: string, title: string) => {
    const file = sourceFile({ path: `/chats/${id}.json` });
    const session = chat({ id, title, createdAt: id === "shown" ? 2_000 : 1_000 });
    return database.forOwner(owner).store.saveSession(session, file, readState(file));
  };
  await save("ada", "own", "Ada's butter");
  await save("grace", "shown", "Grace's bread");
  await save("grace", "hidden", "Grace's own bread");
  await database.forOwner("grace").store.setVisibility("vscode:shown", "team");
  const wanted = { owner: "ada", name: "browser", scopes: ["read" as const, "ingest" as const] };
  const created = await createKey(database.keys, wanted, Date.now());
  await database.close();
  return created?.secret ?? "";
}
