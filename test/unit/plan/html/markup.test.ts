import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { html } from "../../../../plan/html/markup.ts";

describe("html", () => {
  it("escapes text wherever it stands, and keeps markup", () => {
    const name = `<b title="x">'&`;
    expect(html`<p title="${name}">${name}${html`<i>${1}</i>`}</p>`.html).toBe(
      '<p title="&#60;b title=&#34;x&#34;&#62;&#39;&#38;">' +
        "&#60;b title=&#34;x&#34;&#62;&#39;&#38;<i>1</i></p>",
    );
  });

  it("writes lists one after another, and nothing for an empty one", () => {
    expect(html`${["a", html`<b>`, ["&"]]}${[]}`.html).toBe("a<b>&#38;");
  });

  it("lets no text become markup, and loses none of it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const written = html`${text}`.html;
        expect(written).not.toMatch(/[<>"']|&(?!#\d+;)/);
        const read = written.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code));
        expect(read).toBe(text);
      }),
    );
  });
});
