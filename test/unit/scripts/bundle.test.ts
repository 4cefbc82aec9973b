import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { unzipSync } from "fflate";
import { expect, onTestFinished, test, vi } from "vitest";
import { bundle } from "../../../scripts/bundle/bundle.ts";
import { freePorts } from "../../support/free-ports.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

// Each test packs the application, and most start it.
vi.setConfig({ testTimeout: 60_000 });

const project = process.cwd();

/** The files of a bundle, of a new one unless given, in a folder that has nothing else. */
async function unpacked(zip?: string): Promise<string> {
  const file = zip ?? (await bundle(project, temporaryFolder())).file;
  const folder = temporaryFolder();
  for (const [path, content] of Object.entries(unzipSync(readFileSync(file)))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** The sources of the application elsewhere, with packages that are a link. */
function copyOfProject(): string {
  const copy = temporaryFolder();
  cpSync(join(project, "app"), join(copy, "app"), {
    recursive: true,
    filter: (path) => basename(path) !== "node_modules",
  });
  cpSync(join(project, "scripts", "bundle"), join(copy, "scripts", "bundle"), { recursive: true });
  cpSync(join(project, "package-lock.json"), join(copy, "package-lock.json"));
  for (const packages of ["node_modules", "app/node_modules"]) {
    symlinkSync(join(project, packages), join(copy, packages));
  }
  return copy;
}

/** `node main.mjs serve` in `folder`; killed when the test is over. */
function serve(folder: string, env: Record<string, string>) {
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(
    process.execPath,
    ["main.mjs", "serve"],
    { cwd: folder, env: { HOME: folder, ...env }, stdio: ["ignore", "pipe", "pipe"] },
  );
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const ended = Promise.all([once(child, "close"), text(child.stdout), text(child.stderr)]).then(
    ([[exitCode], out, err]) => ({ exitCode, lines: out.trim().split("\n"), err }),
  );
  return { child, ended };
}

async function untilHealthy(port: number): Promise<Response> {
  for (const deadline = performance.now() + 20_000; performance.now() < deadline; ) {
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
    if (answer?.ok) return answer;
    await wait(20);
  }
  throw new Error(`nothing answers on port ${port}`);
}

test("the bundle serves in an empty folder, with no database and no package", async () => {
  const folder = await unpacked();
  const ports = await freePorts("metrics", "search", "api");
  const { child, ended } = serve(folder, {
    CHATS_METRICS_PORT: String(ports.metrics),
    CHATS_SEARCH_PORT: String(ports.search),
    CHATS_API_PORT: String(ports.api),
    CHATS_VERSION: "1.2.3",
  });
  const health = await untilHealthy(ports.api);
  expect(await health.json()).toEqual({ status: "ok", version: "1.2.3" });

  const api = `http://127.0.0.1:${ports.api}`;
  const unavailable = {
    error: {
      code: "store_unavailable",
      message:
        "There is no database here: the SQLite driver (better-sqlite3, sqlite-vec) cannot be " +
        "loaded (ERR_MODULE_NOT_FOUND).",
    },
  };
  for (const path of ["/ready", "/api/stats", "/api/sessions", "/api/sessions/vscode:1"]) {
    const answer = await fetch(api + path);
    expect([path, answer.status, await answer.json()]).toEqual([path, 503, unavailable]);
  }
  const page = await fetch(api);
  expect(await page.text()).toBe(readFileSync("app/http/page/index.html", "utf8"));
  const script = await fetch(`${api}/page.js`);
  expect(await script.text()).toBe(readFileSync("app/http/page/page.js", "utf8"));
  const metrics = await fetch(`http://127.0.0.1:${ports.metrics}/metrics`);
  expect(await metrics.text()).toMatch(/^copilot_store_up 0$/m);

  child.kill("SIGTERM");
  const { exitCode, lines, err } = await ended;
  expect([exitCode, err]).toEqual([0, ""]);
  expect(JSON.parse(lines[3] ?? "")).toMatchObject({
    level: "warn",
    msg: unavailable.error.message,
  });
  expect(JSON.parse(lines.at(-1) ?? "").msg).toBe("stopped");
  // Nor is any data left, where a package that is mounted could not take it.
  expect(readdirSync(folder)).toEqual(["chunks", "main.mjs", "page", "schema.json"]);
});

test("the code of the telemetry is read only with a connection string", async () => {
  const folder = await unpacked();
  const chunks = readdirSync(join(folder, "chunks"));
  const [chunk, ...others] = chunks.filter((name) => name.startsWith("azure-monitor-"));
  expect([chunk, others]).toEqual([expect.any(String), []]);
  rmSync(join(folder, "chunks", chunk ?? ""));

  const { port } = await freePorts("port");
  const quiet = serve(folder, { PORT: String(port) });
  await untilHealthy(port);
  quiet.child.kill("SIGTERM");
  expect((await quiet.ended).exitCode).toBe(0);

  const { exitCode, err } = await serve(folder, {
    PORT: String(port),
    APPLICATIONINSIGHTS_CONNECTION_STRING:
      "InstrumentationKey=00000000-0000-0000-0000-000000000001",
  }).ended;
  expect(exitCode).toBe(1);
  expect(err).toContain(chunk);
});

test("a bundle reports the version that its name says, unless it is told another", async () => {
  const { file, version } = await bundle(project, temporaryFolder());
  const folder = await unpacked(file);
  const { port } = await freePorts("port");
  serve(folder, { PORT: String(port) });
  const health = await untilHealthy(port);
  expect(await health.json()).toEqual({ status: "ok", version });
});

test("the same sources give the same bytes, wherever and whenever they are packed", async () => {
  const out = temporaryFolder();
  const first = await bundle(project, out);
  const content = readFileSync(first.file);
  expect(first.version).toMatch(/^[0-9a-f]{12}$/);
  expect(first.file).toBe(join(out, `chat-app-${first.version}.zip`));

  vi.useFakeTimers({ now: new Date("2031-05-06T07:08:09Z"), toFake: ["Date"] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const copy = copyOfProject();
  const second = await bundle(copy, join(out, "elsewhere"));
  expect(second.version).toBe(first.version);
  expect(readFileSync(second.file).equals(content)).toBe(true);

  appendFileSync(join(copy, "app", "commands", "serve.ts"), 'console.log("changed");\n');
  const changed = await bundle(copy, out);
  appendFileSync(join(copy, "app", "http", "page", "page.css"), "p { color: red }\n");
  const restyled = await bundle(copy, out);
  expect(new Set([first.version, changed.version, restyled.version]).size).toBe(3);
});

test("nothing in the bundle names the machine or is a test", async () => {
  const { file } = await bundle(project, temporaryFolder());
  const entries = unzipSync(readFileSync(file));
  const names = Object.keys(entries);
  expect(
    names.filter(
      (name) => !/^(main\.mjs|schema\.json|chunks\/[\w-]+\.mjs|page\/[\w.-]+)$/.test(name),
    ),
  ).toEqual([]);
  expect(names.filter((name) => name.includes("test"))).toEqual([]);
  for (const [name, content] of Object.entries(entries)) {
    expect([name, Buffer.from(content).includes(project)]).toEqual([name, false]);
  }
});
