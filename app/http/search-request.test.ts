import { expect, test } from "vitest";
import { cursorOf } from "../search/cursor.ts";
import { Problem } from "./problem.ts";
import { searchRequest } from "./search-request.ts";
import { valid } from "./validation.ts";

test("what is not said has its default, and times are milliseconds", () => {
  expect(valid(searchRequest, { query: " retry " })).toEqual({
    query: "retry",
    limit: 10,
    mode: "hybrid",
    filters: {},
  });
  const filters = {
    workspace: "shop",
    source: "copilot-cli",
    role: "assistant",
    model: "gpt-5",
    from: "2026-03-12",
    to: "2026-03-12",
    tool: "copilot_readFile",
    has: "error",
  };
  expect(valid(searchRequest, { query: "a", limit: 1, mode: "text", filters })).toEqual({
    query: "a",
    limit: 1,
    mode: "text",
    filters: { ...filters, from: Date.UTC(2026, 2, 12), to: Date.UTC(2026, 2, 13) },
  });
});

const request = { query: "retry", limit: 10, filters: { source: "vscode" } } as const;
const cursor = cursorOf(request, { offset: 10, depth: 100 });

test("a cursor is taken by the search that gave it", () => {
  expect(valid(searchRequest, { ...request, cursor })).toMatchObject({ cursor });
});

test.each<[object, string, string]>([
  [{ mode: "fuzzy" }, "mode", 'not a mode, got "fuzzy"; use hybrid, text, semantic'],
  [{ filters: "vscode" }, "filters", 'not an object, got "vscode"; use {"source": "vscode"}'],
  [{ filters: { owner: "ada" } }, "filters.owner", "not known here; leave it out"],
  [
    { filters: { source: "slack" } },
    "filters.source",
    'not a source, got "slack"; use vscode, copilot-cli, github',
  ],
  [{ filters: { role: 1 } }, "filters.role", "not a role, got 1; use user, assistant"],
  [{ filters: { model: "" } }, "filters.model", "empty; leave it out"],
  [{ filters: { tool: ["a"] } }, "filters.tool", 'not text, got ["a"]'],
  [{ filters: { workspace: "a".repeat(501) } }, "filters.workspace", "longer than 500 characters"],
  [
    { filters: { from: "yesterday" } },
    "filters.from",
    'not a time, got "yesterday"; use 2026-03-12 or 2026-03-12T08:30:00Z',
  ],
  [
    { filters: { to: 5 } },
    "filters.to",
    "not a time, got 5; use 2026-03-12 or 2026-03-12T08:30:00Z",
  ],
  [
    { filters: { from: "2026-03-13", to: "2026-03-12" } },
    "filters.to",
    "not after filters.from, so no message can fit; swap the two",
  ],
  [
    { filters: { has: "pictures" } },
    "filters.has",
    'not a kind of content, got "pictures"; use code, error',
  ],
  [
    { cursor },
    "cursor",
    "not of this search; use the nextCursor of its page before, or leave it out",
  ],
  [{ cursor: "a".repeat(201) }, "cursor", "longer than 200 characters"],
  [
    { cursor: "…" },
    "cursor",
    "not of this search; use the nextCursor of its page before, or leave it out",
  ],
])("with %j it is refused, and the field named", (change, field, message) => {
  const wrong = () => valid(searchRequest, { query: "a", ...change });
  expect(wrong).toThrow(
    expect.objectContaining({ status: 400, field, message: `${field}: ${message}` }),
  );
  expect(wrong).toThrow(Problem);
});
