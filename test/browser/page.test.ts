import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Checkout } from "../support/checkout.ts";
import { freePorts } from "../support/free-ports.ts";

const executablePath = ["/usr/bin/chromium", "/usr/bin/google-chrome"].find(existsSync);
/** Chromium refuses its sandbox to root, and looks for its maker's hosts unless told not to. */
const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];
const rootFlags = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

describe("the page", () => {
  let checkout: Checkout;
  let browser: Browser | undefined;
  let page: Page;
  let url: string;
  const problems: string[] = [];

  beforeAll(async () => {
    if (!executablePath) return;
    checkout = new Checkout();
    const ports = await freePorts("metricsPort", "searchPort", "apiPort");
    checkout.configure(ports);
    url = `http://127.0.0.1:${ports.apiPort}/`;
    const { code, stderr } = await checkout.run("scripts/start.ts", ["--samples"]);
    expect(code, stderr).toBe(0);
    browser = await chromium.launch({ executablePath, args: [...quiet, ...rootFlags] });
    page = await browser.newPage({ viewport: { width: 1180, height: 760 } });
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
  });
  beforeEach((context) => {
    if (!executablePath)
      context.skip("Chromium is not installed (Debian: apt-get install chromium)");
  });
  afterAll(async () => {
    await browser?.close();
    await checkout?.run("scripts/stop.ts");
    checkout?.remove();
  });

  it("lists the sessions, and how many there are", async () => {
    await page.goto(url);
    await page.getByText("Flaky login test on CI").first().waitFor();
    const text = await page.innerText("body");
    expect(text).toMatch(/\b12\b/);
    expect(text).toContain("Pods OOMKilled after the Node upgrade");
  });

  it("finds a chat by its meaning words and marks them", async () => {
    await page.getByRole("searchbox").fill("sign-in tests fail now and then");
    await page.keyboard.press("Enter");
    await page.locator("mark").first().waitFor();
    const first = await page.getByRole("link", { name: /Flaky login test on CI/ }).first();
    expect(await first.isVisible()).toBe(true);
    const folder = process.env.SCREENSHOTS;
    if (folder) await page.screenshot({ path: join(folder, "page.png") });
  });

  it("shows one session, readable, and goes back", async () => {
    await page
      .getByRole("link", { name: /Flaky login test on CI/ })
      .first()
      .click();
    await page.locator("pre code:visible").first().waitFor();
    expect(await page.innerText("body")).toContain("tests/e2e/login.spec.ts");
    await page.goBack();
    await page.locator("mark").first().waitFor();
  });

  it("has met no error, and asked nobody but its own server", () => {
    expect(problems).toEqual([]);
  });
});
