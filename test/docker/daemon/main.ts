/**
 * Holds a Docker Engine for tests until it is interrupted, so that single test files can be run against
 * it: `CI=true node test/docker/daemon/main.ts`, then `DOCKER_HOST=… npx vitest …` elsewhere.
 */
import { note } from "../../../scripts/terminal.ts";
import { dockerDaemon } from "./daemon.ts";

const daemon = await dockerDaemon(note);
if ("missing" in daemon) {
  note(daemon.missing);
  process.exit(1);
}
console.log(`export DOCKER_HOST=${daemon.host}`);
const lifeline = setInterval(() => {}, 2 ** 30);
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, async () => {
    clearInterval(lifeline);
    await daemon.stop();
  });
}
