import { clockElement, counted, element } from "./dom.js";
import { blocks, spans } from "./markdown.js";

/** One side of a turn. */
export function messageElement({ id, role, text, parts, toolCalls, model, createdAt }) {
  const name = role === "user" ? "You" : "Copilot";
  return element(
    "article",
    { class: `message ${role}`, id: `message-${id}`, "aria-label": name },
    element(
      "header",
      {},
      element("span", { class: "name" }, name),
      model === undefined ? undefined : element("span", {}, model.replace(/^copilot\//, "")),
      createdAt === undefined ? undefined : clockElement(createdAt),
    ),
    thinking(parts),
    toolCallList(toolCalls),
    element("div", { class: "prose" }, blocks(text).map(blockElement)),
  );
}

function thinking(parts) {
  const thoughts = parts.filter(({ kind, text }) => kind === "thinking" && text);
  if (thoughts.length === 0) return undefined;
  const text = thoughts.map((part) => part.text).join("\n\n");
  return element(
    "details",
    { class: "aside" },
    element("summary", {}, "Thinking"),
    element("div", { class: "prose" }, blocks(text).map(blockElement)),
  );
}

/** More than a few calls would push the answer out of sight, so they share one line. */
function toolCallList(toolCalls) {
  const calls = toolCalls.map(toolCallElement);
  if (calls.length < 5) return calls;
  return element(
    "details",
    { class: "aside" },
    element("summary", {}, counted(calls.length, "tool call")),
    calls,
  );
}

function toolCallElement({ tool, summary, input, output, outcome }) {
  const unusual = outcome === "failed" || outcome === "declined";
  return element(
    "details",
    { class: "aside tool" },
    element(
      "summary",
      {},
      element("span", {}, spans(summary).map(spanElement)),
      unusual ? element("span", { class: `outcome ${outcome}` }, outcome) : undefined,
    ),
    element("p", { class: "tool-name" }, tool),
    exchange("Input", input && indented(input)),
    exchange("Output", output),
    input || output ? undefined : element("p", { class: "tool-name" }, "Nothing more is recorded."),
  );
}

function exchange(label, text) {
  if (!text) return [];
  return [element("h3", {}, label), codeElement(text, "")];
}

/** JSON is stored on one line. */
function indented(text) {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

function blockElement(block) {
  switch (block.kind) {
    case "code":
      return codeElement(block.text, block.language);
    case "heading":
      return element("h3", {}, spans(block.text).map(spanElement));
    case "list":
      return element("ul", {}, block.items.map(itemElement));
    case "quote":
      return element("blockquote", {}, spans(block.text).map(spanElement));
    default:
      return element("p", {}, spans(block.text).map(spanElement));
  }
}

function itemElement({ depth, marker, text }) {
  const label = /\d/.test(marker) ? marker : "•";
  return element(
    "li",
    { "data-depth": depth },
    element("span", { class: "marker" }, label),
    element("span", {}, spans(text).map(spanElement)),
  );
}

function codeElement(text, language) {
  // A region that scrolls must be reachable by keyboard.
  return element(
    "pre",
    { tabindex: "0", "data-language": language || undefined },
    element("code", {}, text),
  );
}

function spanElement({ kind, text, url }) {
  switch (kind) {
    case "code":
      return element("code", {}, text);
    case "strong":
      return element("strong", {}, text);
    case "emphasis":
      return element("em", {}, text);
    case "link":
      return element("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text);
    default:
      return text;
  }
}
