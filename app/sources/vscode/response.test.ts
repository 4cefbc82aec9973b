import { expect, test } from "vitest";
import { proseOf } from "../prose.ts";
import { piecesOf } from "./response.ts";

function pieces(...response: unknown[]) {
  const problems: string[] = [];
  const found = piecesOf(response, "response", (problem) => problems.push(problem));
  expect(problems).toEqual([]);
  return found;
}

const parts = (...response: unknown[]) => pieces(...response).map((piece) => piece.part);
const prose = (...response: unknown[]) => proseOf(pieces(...response));

const file = { $mid: 1, path: "/shop/cart.ts", scheme: "file" };
const tool = { kind: "toolInvocationSerialized", toolId: "run", pastTenseMessage: "Ran it" };
const edit = { kind: "textEditGroup", uri: file, edits: [[{ text: "x" }]], done: true };
const editMark = { kind: "codeblockUri", uri: file, isEdit: true };
const reference = { kind: "inlineReference", inlineReference: { uri: file, range: {} } };

test.each([
  ["text on its own", "Hi"],
  ["an object without a kind", { value: "Hi" }],
  ["an object with defaults", { value: "Hi", isTrusted: false, supportHtml: false, uris: {} }],
  ["markdownContent around text", { kind: "markdownContent", content: { value: "Hi" } }],
  ["markdownContent with text", { kind: "markdownContent", value: "Hi" }],
])("markdown as %s is all in its text", (_, raw) => {
  expect(parts(raw)).toEqual([{ kind: "markdown", text: "Hi", raw: undefined }]);
});

test("markdown keeps its object where that says more than the text", () => {
  const raw = { value: "[a](a.ts)", baseUri: { path: "/shop/" } };
  expect(parts(raw)).toEqual([{ kind: "markdown", text: "[a](a.ts)", raw }]);
});

test("thinking is a part but no prose, in one piece or many", () => {
  expect(parts({ kind: "thinking", value: "Hm." })).toEqual([
    { kind: "thinking", text: "Hm.", raw: undefined },
  ]);
  const many = { kind: "thinking", value: ["Hm", "."], id: "t1" };
  expect(parts(many)).toEqual([{ kind: "thinking", text: "Hm.", raw: many }]);
  const sealed = { kind: "thinking", value: [], id: "sealed" };
  expect(parts(sealed)).toEqual([{ kind: "thinking", text: undefined, raw: sealed }]);
  expect(prose(many, "So:")).toBe("So:");
});

test("a tool is a part with what the person saw", () => {
  expect(parts(tool)).toEqual([{ kind: "tool", text: "Ran it", raw: tool }]);
});

test("an inline reference reads as a name within the sentence", () => {
  expect(parts(reference)[0]).toEqual({ kind: "inlineReference", text: "cart.ts", raw: reference });
  expect(prose("See ", reference, " for it.")).toBe("See `cart.ts` for it.");
  expect(prose("See ", { ...reference, name: "the cart" }, ".")).toBe("See `the cart`.");
});

test("edits are named, with the edits themselves in the raw object", () => {
  expect(parts(edit)).toEqual([{ kind: "textEditGroup", text: "Edited cart.ts", raw: edit }]);
});

test.each([
  [{ kind: "progressMessage", content: { value: "Searching" } }, "Searching"],
  [{ kind: "confirmation", title: "Continue?", message: "More" }, "Continue?"],
  [{ kind: "command", command: { id: "a.b", title: "Open" } }, "Open"],
  [{ kind: "prepareToolInvocation", toolName: "copilot_readFile" }, "copilot_readFile"],
  [{ kind: "undoStop", id: "u" }, undefined],
  [{ kind: "workspaceEdit", edits: [] }, undefined],
])("%j keeps its kind, its words and all of itself", (raw, text) => {
  expect(parts(raw)).toEqual([{ kind: raw.kind, text, raw }]);
});

test.each(["somethingNew", "constructor", "__proto__"])(
  "the unknown kind %j keeps its object and gets no words",
  (kind) => {
    const raw = { kind, content: { value: "?" } };
    expect(parts(raw)).toEqual([{ kind, text: undefined, raw }]);
  },
);

test("what has neither kind nor words is kept as unknown", () => {
  expect(parts({ odd: 1 })).toEqual([{ kind: "unknown", text: undefined, raw: { odd: 1 } }]);
});

test("a part of the wrong type is kept and reported, and null is passed over", () => {
  const problems: string[] = [];
  const found = piecesOf(["a", null, 7], "requests[1].response", (p) => problems.push(p));
  expect(found.map((piece) => piece.part.kind)).toEqual(["markdown", "unknown"]);
  expect(problems).toEqual([
    "requests[1].response[2]: expected text or an object, got a number; kept as it is",
  ]);
});

test("text goes on across parts that leave no trace, and starts a paragraph after a tool", () => {
  expect(prose("One ", { kind: "undoStop" }, "sentence. ", tool, "Another.")).toBe(
    "One sentence.\n\nAnother.",
  );
});

test("an answer of tools alone has no text", () => {
  expect(prose(tool, { kind: "thinking", value: "Hm." }, tool)).toBe("");
});

test("warnings stand apart", () => {
  const warning = { kind: "warning", content: { value: "Careful." } };
  expect(prose("Done.", warning, "Bye.")).toBe("Done.\n\nCareful.\n\nBye.");
});

test("the fences around an edit are gone", () => {
  const fence = { value: "\n````\n" };
  expect(prose("First.\n", fence, { kind: "undoStop" }, editMark, edit, fence, "Then.")).toBe(
    "First.\n\nEdited `cart.ts`\n\nThen.",
  );
});

test("the fences between two edits are gone, where the closing and the opening one are one part", () => {
  const other = { ...edit, uri: { path: "/shop/till.ts" } };
  expect(prose("Go.\n\n```\n", edit, "\n```\n\n```\n", other, "\n```\n\nDone.")).toBe(
    "Go.\n\nEdited `cart.ts`\n\nEdited `till.ts`\n\nDone.",
  );
});

test("several groups for one file read as one edit", () => {
  expect(prose("```\n", edit, edit, "\n```\n", tool, edit)).toBe("Edited `cart.ts`");
});

test("a code block that has nothing to do with an edit stays", () => {
  const code = "Use this:\n\n```ts\nconst a = 1;\n```\n";
  expect(prose(code, edit, "```ts\nconst b = 2;\n```")).toBe(
    "Use this:\n\n```ts\nconst a = 1;\n```\n\nEdited `cart.ts`\n\n```ts\nconst b = 2;\n```",
  );
  expect(prose("````\n", edit, "```\nconst b = 2;\n```")).toBe(
    "````\n\nEdited `cart.ts`\n\n```\nconst b = 2;\n```",
  );
  expect(prose("```ts\n", { kind: "codeblockUri", uri: file }, "a();\n```")).toBe(
    "```ts\na();\n```",
  );
});
