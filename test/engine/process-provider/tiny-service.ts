/**
 * A service to supervise. Its environment says how it behaves:
 * TINY_PORT, TINY_HEALTHY_AFTER_MS (default 0; "never"), TINY_EXIT_CODE (ends at once with it),
 * TINY_IGNORE_SIGTERM=1, TINY_GRANDCHILD=1 (leaves a child of its own running), TINY_WORDS (logged).
 * `GET /environment` answers what it was given, `GET /health` 200 or 503, `GET /pids` its processes.
 */
import { spawn } from "node:child_process";
import { createServer } from "node:http";

const {
  TINY_PORT,
  TINY_HEALTHY_AFTER_MS = "0",
  TINY_EXIT_CODE,
  TINY_IGNORE_SIGTERM,
  TINY_GRANDCHILD,
  TINY_WORDS,
} = process.env;

console.log(`tiny starts${TINY_WORDS === undefined ? "" : `: ${TINY_WORDS}`}`);
if (TINY_EXIT_CODE !== undefined) {
  console.error("tiny gives up");
  process.exit(Number(TINY_EXIT_CODE));
}
if (TINY_IGNORE_SIGTERM === "1") {
  process.on("SIGTERM", () => console.log("tiny ignores SIGTERM"));
}
const grandchild =
  TINY_GRANDCHILD === "1" ? spawn("sleep", ["600"], { stdio: "inherit" }) : undefined;

const startedAt = performance.now();
createServer((request, response) => {
  const isHealthy = performance.now() - startedAt >= Number(TINY_HEALTHY_AFTER_MS);
  switch (request.url) {
    case "/environment":
      response.end(JSON.stringify(process.env));
      break;
    case "/pids":
      response.end(JSON.stringify({ service: process.pid, grandchild: grandchild?.pid }));
      break;
    default:
      response.statusCode = isHealthy ? 200 : 503;
      response.end();
  }
}).listen(Number(TINY_PORT), "127.0.0.1");
