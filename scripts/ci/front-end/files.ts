import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { secureHeaders } from "../../../app/http/headers.ts";

/**
 * Writes what a Static Web App serves into `folder`, anew: the page, told where its API is, and the
 * headers that the application itself would send with it.
 */
export async function writeFrontEnd(projectDirectory: string, folder: string, apiUrl: string) {
  const pageFolder = join(projectDirectory, "app", "http", "page");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(pageFolder)) {
    if (!name.endsWith(".test.ts")) await cp(join(pageFolder, name), join(folder, name));
  }
  const index = join(folder, "index.html");
  await writeFile(index, withApi(await readFile(index, "utf8"), new URL(apiUrl).origin));
  await writeFile(join(folder, "staticwebapp.config.json"), siteConfig(new URL(apiUrl).origin));
}

/** The Free plan of Static Web Apps passes nothing on to a site, so the page calls it by its URL. */
function withApi(html: string, origin: string): string {
  const viewport = /^( *)<meta name="viewport".*$/m;
  if (!viewport.test(html))
    throw new Error("app/http/page/index.html: has no meta viewport to stand by");
  return html.replace(
    viewport,
    (line, indent) => `${line}\n${indent}<meta name="api" content="${origin}" />`,
  );
}

/** Source: https://learn.microsoft.com/azure/static-web-apps/configuration#global-headers */
function siteConfig(origin: string): string {
  const policy = secureHeaders["content-security-policy"].replace(
    "connect-src 'self'",
    `connect-src ${origin}`,
  );
  const globalHeaders = {
    ...secureHeaders,
    "content-security-policy": policy,
    "cache-control": "no-cache",
  };
  return `${JSON.stringify({ globalHeaders }, null, 2)}\n`;
}
