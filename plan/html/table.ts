import { type Content, html, type Markup } from "./markup.ts";

export interface Table {
  /** Says what the rows are. */
  title: string;
  heads: string[];
  rows: Content[][];
  /** Rows that sum up. Default none. */
  foot?: Content[][];
  /** Indexes of the columns of numbers. Default none. */
  numbers?: number[];
}

/** A table below its title; nothing where it has no rows. */
export function titledTable(table: Table): Markup[] {
  return table.rows.length > 0 ? [html`<h3>${table.title}</h3>`, tableMarkup(table)] : [];
}

/** A table whose first column names its rows. On a narrow screen it scrolls, with the keyboard too. */
export function tableMarkup({ title, heads, rows, foot = [], numbers = [] }: Table): Markup {
  const alignment = (index: number) => (numbers.includes(index) ? html` class="number"` : []);
  const line = ([name = "", ...others]: Content[]) => {
    const data = others.map((cell, index) => html`<td${alignment(index + 1)}>${cell}</td>`);
    return html`<tr><th scope="row">${name}</th>${data}</tr>\n`;
  };
  const titles = heads.map((head, index) => html`<th scope="col"${alignment(index)}>${head}</th>`);
  return html`<div class="scroll" role="region" aria-label="${title}" tabindex="0">
<table>
<caption>${title}</caption>
<thead><tr>${titles}</tr></thead>
<tbody>
${rows.map(line)}</tbody>
${foot.length > 0 ? html`<tfoot>\n${foot.map(line)}</tfoot>\n` : []}</table>
</div>`;
}
