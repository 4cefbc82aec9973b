import { readFileSync } from "node:fs";
import { join } from "node:path";
import { html, type Markup } from "./markup.ts";

/** What a page tells of one thing. */
export interface Section {
  title: string;
  content: Markup[];
}

/**
 * A page that is whole by itself: it loads nothing and runs nothing, so that it can be kept, mailed or
 * opened from a folder.
 */
export function htmlPage(title: string, sections: Section[]): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${styles()}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${sections.length > 1 ? navigation(sections) : []}
${sections.map(sectionMarkup)}
</main>
</body>
</html>
`;
  return page.html;
}

function styles(): Markup {
  // Not escaped: a browser takes what is in `style` as it stands.
  return { html: readFileSync(join(import.meta.dirname, "page.css"), "utf8") };
}

function navigation(sections: Section[]): Markup {
  const items = sections.map(
    ({ title }, index) => html`<li><a href="#part-${index}">${title}</a></li>`,
  );
  return html`<nav aria-label="Parts of this page"><ul>${items}</ul></nav>`;
}

function sectionMarkup({ title, content }: Section, index: number): Markup {
  const id = `part-${index}`;
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${content.map((block) => html`${block}\n`)}</section>
`;
}
