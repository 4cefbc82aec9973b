import { expect, it } from "vitest";
import { preferredType } from "./accepts.ts";

const json = "application/json";
const text = "text/plain";

it.each([
  [undefined, json],
  ["*/*", json],
  ["", json],
  ["text/html", json],
  [text, text],
  ["TEXT/Plain; version=0.0.4", text],
  ["text/*", text],
  ["text/plain;q=0.5, application/json;q=0.4", text],
  ["text/plain;q=0.5, application/json", json],
  ["text/plain;q=0.4, */*;q=0.5", json],
  ["*/*;q=0.1, text/plain;q=0.3", text],
  ["*/*, application/json;q=0", text],
  ["text/plain;q=2", json],
  ["text/plain;q=0.5;q=1, application/json;q=0.7", json],
  // Prometheus 3.
  [
    "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.3",
    text,
  ],
  // A browser.
  ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", json],
])("for %j gives %s", (accept, expected) => {
  expect(preferredType(accept, [json, text])).toBe(expected);
});
