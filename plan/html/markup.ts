/** HTML as it is written. Only `html` makes it, so that nothing is in it unescaped. */
export interface Markup {
  html: string;
}

/** What a template takes: plain text is escaped, markup is not, and lists stand one after another. */
export type Content = string | number | Markup | Content[];

/** Tag of a template in HTML. */
export function html(texts: TemplateStringsArray, ...contents: Content[]): Markup {
  const parts = texts.map((text, index) => text + written(contents[index] ?? ""));
  return { html: parts.join("") };
}

function written(content: Content): string {
  if (Array.isArray(content)) return content.map(written).join("");
  if (typeof content === "object") return content.html;
  return String(content).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
