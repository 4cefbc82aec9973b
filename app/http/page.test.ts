import { expect, test } from "vitest";
import { testServers } from "./testing.ts";

const styles = ["page.css", "lists.css", "session.css"];
const scripts = [
  "page.js",
  "views.js",
  "search-view.js",
  "similar.js",
  "message.js",
  "markdown.js",
  "dom.js",
  "api.js",
  "key.js",
  "session-facts.js",
];

test("the page and all it refers to are served with their types", async () => {
  const { api } = testServers();
  const types = await Promise.all(
    ["/", "/icon.svg", ...[...styles, ...scripts].map((file) => `/${file}`)].map(async (path) => {
      const { statusCode, headers } = await api.inject(path);
      return [path, statusCode, headers["content-type"]];
    }),
  );
  expect(types).toEqual([
    ["/", 200, "text/html; charset=utf-8"],
    ["/icon.svg", 200, "image/svg+xml"],
    ...styles.map((file) => [`/${file}`, 200, "text/css; charset=utf-8"]),
    ...scripts.map((file) => [`/${file}`, 200, "text/javascript; charset=utf-8"]),
  ]);
});

test("the page refers to nothing but its own files", async () => {
  const { api } = testServers();
  const page = (await api.inject("/")).body;
  const references = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, url]) => url);
  expect(references).toEqual([
    "/icon.svg",
    ...styles.map((file) => `/${file}`),
    "/page.js",
    "#main",
    "#/",
  ]);

  for (const file of scripts) {
    const { body } = await api.inject(`/${file}`);
    const imports = [...body.matchAll(/from "([^"]*)"/g)].map(([, name]) => name?.slice(2));
    expect(scripts).toEqual(expect.arrayContaining(imports));
  }
  for (const file of styles) {
    expect((await api.inject(`/${file}`)).body).not.toMatch(/url\(|@import/);
  }
});

test("nothing in the page needs more than its Content-Security-Policy allows", async () => {
  const { api } = testServers();
  const answer = await api.inject("/");
  expect(answer.headers["content-security-policy"]).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  expect(answer.body).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|javascript:/i);
});

test("no script reads text as markup or as code", async () => {
  const { api } = testServers();
  for (const file of scripts) {
    const { body } = await api.inject(`/${file}`);
    expect(body).not.toMatch(
      /innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|Function\(/,
    );
    expect(body).not.toMatch(/DOMParser|createContextualFragment|setHTML|srcdoc/);
  }
});

test("a browser asks whether a file changed, and gets it only then", async () => {
  const { api } = testServers();
  const first = await api.inject("/page.js");
  expect(first.headers["cache-control"]).toBe("no-cache");
  const etag = String(first.headers.etag);
  expect(etag).toMatch(/^"[\w-]{16}"$/);

  const second = await api.inject({ url: "/page.js", headers: { "if-none-match": etag } });
  expect([second.statusCode, second.body]).toEqual([304, ""]);
  const other = await api.inject({ url: "/page.css", headers: { "if-none-match": etag } });
  expect(other.statusCode).toBe(200);
});
