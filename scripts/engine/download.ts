import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { versions } from "../../versions.ts";
import type { EngineSearch } from "../engine.ts";

/** A closed network should cost seconds, not minutes: the site must answer within this. */
const REACH_LIMIT_MS = 5_000;
/** About 150 MB; 3 minutes are 7 Mbit/s. */
const DOWNLOAD_LIMIT_MS = 180_000;
const installScript = "https://get.pulumi.com/install.sh";

/** Lets the npm package `pulumi` download the official CLI with its language hosts. */
export async function downloadEngine({ env, projectDirectory, onProgress }: EngineSearch) {
  onProgress("looking for the official download");
  await assertReachable();
  onProgress(`downloading Pulumi ${versions.pulumi}`);
  const wrapper = join(projectDirectory, "node_modules", "pulumi", "run.js");
  await promisify(execFile)(process.execPath, [wrapper, "version"], {
    env: { ...env, PULUMI_VERSION: versions.pulumi, PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeout: DOWNLOAD_LIMIT_MS,
  });
}

async function assertReachable() {
  try {
    await fetch(installScript, { method: "HEAD", signal: AbortSignal.timeout(REACH_LIMIT_MS) });
  } catch {
    throw new Error(`${installScript} did not answer within ${REACH_LIMIT_MS / 1000} s`);
  }
}
