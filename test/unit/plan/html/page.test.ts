import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { html } from "../../../../plan/html/markup.ts";
import { htmlPage } from "../../../../plan/html/page.ts";

const part = (title: string) => ({ title, content: [html`<p>About ${title}.</p>`] });

describe("htmlPage", () => {
  it("loads and runs nothing", () => {
    const page = htmlPage("Plan of <dev>", [part("dev")]);
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page).toContain("<title>Plan of &#60;dev&#62;</title>");
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\ssrc=|url\(|@import|https?:/i);
  });

  it("has a heading for each part, and a way to each where there are several", () => {
    const page = htmlPage("Plan", [part("dev"), part("prod")]);
    expect(page.match(/<h[12].*/g)).toEqual([
      "<h1>Plan</h1>",
      '<h2 id="part-0">dev</h2>',
      '<h2 id="part-1">prod</h2>',
    ]);
    expect(page).toContain('<li><a href="#part-1">prod</a></li>');
    expect(htmlPage("Plan", [part("dev")])).not.toContain("<nav");
  });
});

describe("the colours of the page", () => {
  const css = readFileSync("plan/html/page.css", "utf8");
  const [light = "", dark = ""] = css.split("@media (prefers-color-scheme: dark)");
  const colour = (scheme: string, name: string) =>
    RegExp(`--${name}: #(\\w{6});`).exec(scheme)?.[1] ?? "";
  const texts = ["text", "quiet", "good", "careful", "bad", "link"];
  const grounds = ["ground", "raised"];
  const pairs = texts.flatMap((text) => grounds.map((ground) => [text, ground] as const));

  // https://www.w3.org/TR/WCAG22/#contrast-minimum
  it.each(pairs)("tell %s from %s, in the light and in the dark", (text, ground) => {
    for (const scheme of [light, dark]) {
      const ratio = contrast(colour(scheme, text), colour(scheme, ground));
      expect(ratio).toBeGreaterThanOrEqual(4.5);
    }
  });
});

/** Between two colours, 1 to 21. Source: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = colour.match(/../g)?.map(linear) ?? [];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function linear(hex: string): number {
  const value = Number.parseInt(hex, 16) / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
