import { spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { withLock } from "./lock.mjs";

/** What every npm script runs first: installs the packages when they are missing or outdated. */
const project = dirname(dirname(fileURLToPath(import.meta.url)));
const OLDEST_NODE = 20;
/** More than a slow link needs; npm's own limits are per request. */
const INSTALL_LIMIT_MS = 15 * 60_000;

const major = Number(process.versions.node.split(".")[0]);
if (major < OLDEST_NODE && !isInstalled()) {
  fail(`node: ${OLDEST_NODE} or newer is needed for the install, got ${process.versions.node}`);
}
if (!isInstalled()) {
  await withLock(join(project, ".pulumi-state", "install.lock"), install, ({ pid }) =>
    console.error(`Another install (pid ${pid}) is at work in this folder; waiting for it.`),
  );
}

async function install() {
  if (isInstalled()) return;
  console.error("Installing packages (about half a minute) …");
  const startedAt = Date.now();
  await npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
  // The one package whose install script is wanted: it fetches its binary as a package of its own.
  await npm("rebuild", "node", "--ignore-scripts=false", "--loglevel=error");
  if (!existsSync(nodeBinary())) fail("node_modules/.bin/node: was not installed; run `npm ci`");
  console.error(`Packages installed in ${((Date.now() - startedAt) / 1000).toFixed(0)} s.`);
}

function isInstalled() {
  const installed = modifiedAt("node_modules/.package-lock.json");
  return installed >= modifiedAt("package-lock.json") && existsSync(nodeBinary());
}

function nodeBinary() {
  return join(project, "node_modules", ".bin", "node");
}

/** @param {string} file */
function modifiedAt(file) {
  return statSync(join(project, file), { throwIfNoEntry: false })?.mtimeMs ?? -1;
}

/** @param {string[]} args */
function npm(...args) {
  /** @type {Promise<void>} */
  const done = new Promise((resolve, reject) => {
    // Standard output belongs to the script that follows, which may print JSON.
    const child = spawn("npm", args, {
      cwd: project,
      stdio: ["ignore", 2, 2],
      timeout: INSTALL_LIMIT_MS,
    });
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`npm ${args.join(" ")}: ended with ${signal ?? `code ${code}`}`));
    });
  });
  return done.catch((error) => fail(`${error.message}; see npm's lines above`));
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(message);
  process.exit(1);
}
