import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { FastifyPluginAsync } from "fastify";
import type { RouteDoc } from "../openapi/route-doc.ts";

const html = "text/html; charset=utf-8";
const css = "text/css; charset=utf-8";
const javascript = "text/javascript; charset=utf-8";

/** Media types of the files in `page/`, by name; the first is served as `/`. */
const assets = {
  "index.html": html,
  "icon.svg": "image/svg+xml",
  "page.css": css,
  "lists.css": css,
  "session.css": css,
  "page.js": javascript,
  "views.js": javascript,
  "search-view.js": javascript,
  "similar.js": javascript,
  "message.js": javascript,
  "markdown.js": javascript,
  "dom.js": javascript,
  "api.js": javascript,
  "key.js": javascript,
  "session-facts.js": javascript,
};

/** The page: static files, read once when the server starts. */
export function pageRoutes(): FastifyPluginAsync {
  return async (app) => {
    for (const [file, type] of Object.entries(assets)) {
      const content = readFileSync(new URL(`../page/${file}`, import.meta.url));
      const etag = `"${createHash("sha256").update(content).digest("base64url").slice(0, 16)}"`;

      const path = file === "index.html" ? "/" : `/${file}`;
      app.get(path, { config: { isOpen: true, doc: docOf(type) } }, async (request, reply) => {
        reply.headers({ etag, "cache-control": "no-cache" });
        return request.headers["if-none-match"] === etag
          ? reply.code(304).send()
          : reply.type(type).send(content);
      });
    }
  };
}

function docOf(type: string): RouteDoc {
  return { summary: "A file of the page", answer: { description: "The file", types: [type] } };
}
