import * as api from "./api.js";
import { counted, element, emptyState, moreButton, sessionPath } from "./dom.js";
import { metaElement } from "./session-facts.js";

/** Sessions in which the words or their meaning are found, and by what they can be narrowed. */
export async function searchView(query, filters, signal) {
  const first = await api.search({ query, filters }, signal);
  const title = `${query} – Copilot chats`;
  const above = [
    note(first),
    didYouMean(await otherQuery(query, first, signal)),
    facets(query, filters, first.facets),
  ];
  if (first.hits.length === 0) {
    const nothing = emptyState("Nothing found", "Try fewer or other words.");
    return { title, nodes: [...above, nothing], announcement: "Nothing found" };
  }
  const many = first.nextCursor === undefined ? "" : "The best ";
  const summary = many + counted(first.hits.length, "session");
  return {
    title,
    nodes: [...above, element("h1", { class: "period" }, summary), ...hits(query, filters, first)],
    announcement: `${summary} found`,
  };
}

/** Address of a search in this page. */
export function searchPath(query, filters = {}) {
  const narrowed = Object.entries(filters).map((filter) => filter.join("="));
  return `#/search/${[query, ...narrowed].map(encodeURIComponent).join("/")}`;
}

/** The filters of an address, as `searchPath` writes them. */
export function filtersOf(parts) {
  return Object.fromEntries(
    parts.filter((part) => part.includes("=")).map((part) => part.split(/=(.*)/s, 2)),
  );
}

/** Why hits may be missing. */
function note({ fallbackReason, partialReason, modeUsed }) {
  const reason = fallbackReason ?? partialReason;
  if (reason === undefined) return undefined;
  const leg = modeUsed === "text" ? "the words alone, not from their meaning" : "the meaning alone";
  const text =
    fallbackReason === undefined ? reason.message : `Answered from ${leg}: ${reason.message}`;
  return element("p", { class: "note" }, text);
}

/** What to ask instead, where no hit has the words; undefined where there is nothing like them. */
async function otherQuery(query, { hits, didYouMean }, signal) {
  if (didYouMean !== undefined || hits.some(({ scores }) => scores.text)) return didYouMean;
  const suggested = await api.suggest(query, signal).catch(() => undefined);
  return suggested?.didYouMean;
}

function didYouMean(other) {
  if (other === undefined) return undefined;
  return element(
    "p",
    { class: "instead" },
    "Did you mean ",
    element("a", { href: searchPath(other) }, other),
    "?",
  );
}

/** What a search can be narrowed to, with the count of messages, and what it is narrowed to. */
function facets(query, filters, counts) {
  const chosen = Object.entries(filters).map(([name, value]) => {
    const { [name]: _, ...others } = filters;
    return chip(value, searchPath(query, others), { "aria-label": `Without ${value}` }, "×");
  });
  const offered = facetNames
    .filter((name) => filters[name] === undefined && counts[name].length > 1)
    .flatMap((name) =>
      counts[name]
        .slice(0, mostOffered)
        .map(({ value, messages }) =>
          chip(value, searchPath(query, { ...filters, [name]: value }), { title: name }, messages),
        ),
    );
  const chips = [...chosen, ...offered];
  return chips.length === 0 ? undefined : element("ul", { class: "facets" }, chips);
}

const facetNames = ["workspace", "source"];
const mostOffered = 5;

function chip(text, href, attributes, count) {
  const number = element("span", { class: "count" }, count.toLocaleString("en"));
  return element("li", {}, element("a", { href, ...attributes }, text, " ", number));
}

/** The hits, and a button that adds the next page of them. */
function hits(query, filters, first) {
  const list = element("ol", { class: "hits" });
  let cursor;
  const more = moreButton(list, async () => add(await api.search({ query, filters, cursor })));
  const add = (page) => {
    list.append(...page.hits.map(hitElement));
    cursor = page.nextCursor;
    more.hidden = cursor === undefined;
  };
  add(first);
  return [list, more];
}

function hitElement({ session, messageId, role, snippet, marks }) {
  return element(
    "li",
    {},
    element(
      "a",
      { class: "row", href: `${sessionPath(session.id)}/${messageId}` },
      element("span", { class: "title" }, session.title),
      element(
        "span",
        { class: "snippet" },
        element("span", { class: "name" }, role === "user" ? "You: " : "Copilot: "),
        markedText(snippet, marks),
      ),
      metaElement(session),
    ),
  );
}

function markedText(text, marks) {
  let end = 0;
  const pieces = marks.flatMap(([from, to]) => {
    const before = text.slice(end, from);
    end = to;
    return [before, element("mark", {}, text.slice(from, to))];
  });
  return [...pieces, text.slice(end)];
}
