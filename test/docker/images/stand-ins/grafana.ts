/**
 * Stands in for Grafana 13.2: health, login, and the data sources and dashboards that its provisioning
 * files make, read with stricter eyes than Grafana's. Asks the data sources for real when their health
 * is wanted. No page, no saving.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { type Dashboard, readDashboards, readDatasources } from "./grafana-provisioning.ts";

const version = "13.2.2";
const dataDirectory = setting("GF_PATHS_DATA", "/var/lib/grafana");
const provisioning = setting("GF_PATHS_PROVISIONING", "/etc/grafana/provisioning");
const port = Number(setting("GF_SERVER_HTTP_PORT", "3000"));
const admin = setting("GF_SECURITY_ADMIN_USER", "admin");

if (setting("GF_AUTH_ANONYMOUS_ENABLED", "false") !== "false") {
  throw new Error("GF_AUTH_ANONYMOUS_ENABLED: the stand-in lets nobody in without a login");
}
const password = passwordOfFirstStart();
const datasources = readDatasources(provisioning);
const dashboards = readDashboards(provisioning);

interface Answer {
  statusCode: number;
  body: unknown;
}

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://stand-in");
  const { statusCode, body } = await answer(request, pathname, searchParams);
  const isText = typeof body === "string";
  response.writeHead(statusCode, { "content-type": isText ? "text/plain" : "application/json" });
  response.end(isText ? body : JSON.stringify(body));
});
server.listen(port, "0.0.0.0", () => {
  const content = `${datasources.length} data sources, ${dashboards.length} dashboards`;
  console.log(`Grafana stand-in: HTTP on ${port}, ${content}`);
});
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    server.close();
    server.closeIdleConnections();
  });
}

/** A setting's own variable, or the file that its `__FILE` variant names. */
function setting(name: string, standard: string): string {
  const file = process.env[`${name}__FILE`];
  if (file !== undefined && process.env[name] !== undefined) {
    throw new Error(`${name} and ${name}__FILE: both are set; use one`);
  }
  return file === undefined ? (process.env[name] ?? standard) : readFileSync(file, "utf8").trim();
}

/** Grafana reads the password when it makes its database, never again. */
function passwordOfFirstStart(): string {
  const file = join(dataDirectory, "stand-in-password");
  if (!existsSync(file)) {
    writeFileSync(file, setting("GF_SECURITY_ADMIN_PASSWORD", "admin"), { mode: 0o600 });
  }
  return readFileSync(file, "utf8");
}

async function answer(
  request: IncomingMessage,
  path: string,
  parameters: URLSearchParams,
): Promise<Answer> {
  if (path === "/api/health") return ok({ database: "ok", version, commit: "stand-in" });
  if (path === "/metrics") return ok(metrics());
  const refusal = refusalOf(request);
  if (refusal) return refusal;
  if (request.method !== "GET") return failed(404, "Not found");
  if (path === "/api/org") return ok({ id: 1, name: "Main Org." });
  if (path === "/api/datasources") return ok(datasources.map(shownDatasource));
  if (path === "/api/search") return ok(search(parameters));
  const [, uid, health] = /^\/api\/datasources\/uid\/([^/]+)(\/health)?$/.exec(path) ?? [];
  if (uid !== undefined) return datasourceAnswer(uid, health !== undefined);
  const [, dashboardUid] = /^\/api\/dashboards\/uid\/([^/]+)$/.exec(path) ?? [];
  if (dashboardUid !== undefined) return dashboardAnswer(dashboardUid);
  return failed(404, "Not found");
}

function refusalOf({ headers }: IncomingMessage): Answer | undefined {
  const [scheme, encoded = ""] = (headers.authorization ?? "").split(" ");
  if (scheme !== "Basic") return failed(401, "Unauthorized", "auth.unauthorized");
  const login = Buffer.from(encoded, "base64").toString();
  if (login === `${admin}:${password}`) return undefined;
  return failed(401, "Invalid username or password", "password-auth.failed");
}

async function datasourceAnswer(uid: string, health: boolean): Promise<Answer> {
  const index = datasources.findIndex((it) => it.uid === uid);
  const datasource = datasources[index];
  if (!datasource) return failed(404, "Data source not found");
  if (!health) return ok(shownDatasource(datasource, index));
  const question = {
    prometheus: "/api/v1/query?query=1%2B1",
    loki: "/loki/api/v1/query?query=vector(1)%2Bvector(1)",
    alertmanager: "/api/v2/status",
  }[datasource.type];
  try {
    const response = await fetch(datasource.url.replace(/\/$/, "") + question);
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return ok({ status: "OK", message: `Successfully queried ${datasource.type}.` });
  } catch (error) {
    return { statusCode: 400, body: { status: "ERROR", message: String(error) } };
  }
}

/** Secrets are told by name alone. */
function shownDatasource(
  { secureJsonData, ...datasource }: (typeof datasources)[number],
  index: number,
) {
  const secureJsonFields = Object.fromEntries(
    Object.keys(secureJsonData).map((key) => [key, true]),
  );
  return { id: index + 1, ...datasource, readOnly: !datasource.editable, secureJsonFields };
}

function search(parameters: URLSearchParams) {
  const text = parameters.get("query")?.toLowerCase() ?? "";
  const tags = parameters.getAll("tag");
  return dashboards
    .filter(({ model }) => model.title.toLowerCase().includes(text))
    .filter(({ model }) => tags.every((tag) => model.tags.includes(tag)))
    .map(({ folder, model: { uid, title, tags } }) => ({
      ...{ uid, title, tags, url: `/d/${uid}/${slug(title)}`, type: "dash-db" },
      ...(folder ? { folderTitle: folder } : {}),
    }));
}

function dashboardAnswer(uid: string): Answer {
  const found: Dashboard | undefined = dashboards.find(({ model }) => model.uid === uid);
  if (!found) return failed(404, "Dashboard not found");
  const { folder, file, canSave, model } = found;
  const meta = {
    ...{ type: "db", slug: slug(model.title), url: `/d/${uid}/${slug(model.title)}`, version: 1 },
    ...{
      folderTitle: folder || "General",
      provisioned: true,
      provisionedExternalId: file,
      canSave,
    },
  };
  return ok({ meta, dashboard: model });
}

function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

function metrics(): string {
  return [
    "# TYPE grafana_build_info gauge",
    `grafana_build_info{version="${version}",edition="oss"} 1`,
    "# TYPE grafana_stat_totals_dashboard gauge",
    `grafana_stat_totals_dashboard ${dashboards.length}`,
    "# TYPE grafana_stat_totals_datasource gauge",
    `grafana_stat_totals_datasource{plugin_id="all"} ${datasources.length}\n`,
  ].join("\n");
}

function ok(body: unknown): Answer {
  return { statusCode: 200, body };
}

function failed(statusCode: number, message: string, messageId?: string): Answer {
  const details = messageId === undefined ? {} : { messageId, statusCode, traceID: "" };
  return { statusCode, body: { message, ...details } };
}
