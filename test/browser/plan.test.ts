import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

const executablePath = ["/usr/bin/chromium", "/usr/bin/google-chrome"].find(existsSync);
const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];
const rootFlags = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

describe("a plan as a page, opened from a folder", () => {
  const folder = mkdtempSync(join(tmpdir(), "copilot-plan-page-"));
  const url = pathToFileURL(join(folder, "plan.html")).href;
  let browser: Browser | undefined;
  let page: Page;
  const problems: string[] = [];
  const asked: string[] = [];

  beforeAll(async () => {
    if (!executablePath) return;
    const args = ["scripts/plan.mjs", "prod", "local-docker", "--properties", "--format", "html"];
    writeFileSync(join(folder, "plan.html"), execFileSync(process.execPath, args));
    browser = await chromium.launch({ executablePath, args: [...quiet, ...rootFlags] });
  });
  beforeEach((context) => {
    if (!executablePath)
      context.skip("Chromium is not installed (Debian: apt-get install chromium)");
  });
  afterEach(() => page?.close());
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(width: number, colorScheme: "light" | "dark") {
    if (!browser) throw new Error("there is no browser");
    page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    page.on("console", (message) => problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(url);
  }

  it.each([380, 1200])("fits %i pixels, with everything open too", async (width) => {
    await open(width, "light");
    await page.evaluate(
      'document.querySelectorAll("details").forEach((one) => { one.open = true; })',
    );
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
  });

  it("opens a component down to a property with the keyboard alone", async () => {
    await open(1200, "light");
    expect(await page.locator("summary", { hasText: "backend-site" }).first().isVisible()).toBe(
      false,
    );
    for (const name of ["backend azure:Backend", "backend-site web:WebApp"]) {
      await page.locator("summary", { hasText: name }).first().press("Enter");
    }
    const row = page.getByRole("row", { name: "siteConfig.minTlsVersion" }).first();
    expect(await row.innerText()).toMatch(/^siteConfig\.minTlsVersion\s+"1\.[23]"$/);
  });

  it.each([
    ["light", "rgb(255, 255, 255)"],
    ["dark", "rgb(13, 17, 23)"],
  ] as const)("is %s for who prefers that", async (scheme, ground) => {
    await open(1200, scheme);
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe(ground);
  });

  it("has a tree of headings, and a name for each table", async () => {
    await open(1200, "light");
    const headings = await page.getByRole("heading").allInnerTexts();
    expect(headings.slice(0, 3)).toEqual(["Plan of prod, local-docker", "prod", "Resources"]);
    const names = await page.locator("caption").allTextContents();
    expect(names).toContain("Cost a month");
    expect(names).toContain("Inputs of backend-site");
  });

  it("has met no error, and asked for nothing but itself", () => {
    expect(problems).toEqual([]);
    expect(new Set(asked)).toEqual(new Set([url]));
  });
});
