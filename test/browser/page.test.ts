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
  const folder = process.env.SCREENSHOTS;

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
    if (folder) await page.screenshot({ path: join(folder, "page.png") });
  });

  it("narrows a search to what it has found, and back", async () => {
    const narrow = page.locator(".facets a").first();
    const value = (await narrow.innerText()).replace(/ \d+$/, "");
    await narrow.click();
    await page.getByLabel(`Without ${value}`).click();
    await page.getByLabel(`Without ${value}`).waitFor({ state: "detached" });
    await page.locator("mark").first().waitFor();
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

  it("shows what is similar to a session, and goes there", async () => {
    await page.goto(url);
    const couriers = page.getByRole("link", { name: /Couriers are logged out at random/ });
    await couriers.first().click();
    const similar = page.locator(".similar a").first();
    await similar.waitFor();
    const title = await similar.locator(".title").innerText();
    await similar.click();
    await page.getByRole("heading", { name: title, exact: true }).waitFor();
  });

  it("asks whether a word was meant that there is", async () => {
    await page.goto(url);
    await page.getByRole("searchbox").fill("catalgue");
    await page.keyboard.press("Enter");
    await page.locator(".instead a").click();
    await page.locator(".hits a").first().waitFor();
    expect(await page.getByRole("searchbox").inputValue()).toBe("catalogue");
  });

  it("has met no error, and asked nobody but its own server", () => {
    expect(problems).toEqual([]);
  });
});
