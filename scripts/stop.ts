import { execFile } from "node:child_process";
import { parseArgs, promisify } from "node:util";
import { dockerEngine } from "../stacks/docker-engine.ts";
import { removeVolumes } from "./docker/volumes.ts";
import { operate } from "./operation.ts";
import { openPlatform, type Platform, runScript, whileAlone } from "./platform.ts";
import { purgeData } from "./purge.ts";
import { unshareVectors } from "./share-vectors.ts";
import { projectDirectory } from "./stack.ts";
import { storedStack } from "./stored-stack.ts";
import { note, step } from "./terminal.ts";

/** `npm stop`: stops everything that `npm start` started; `--purge` removes the chats as well. */
await runScript(async () => {
  const { values } = parseArgs({ options: { purge: { type: "boolean", default: false } } });
  await whileAlone(() => stop(values.purge));
});

async function stop(purge: boolean) {
  const platform = await openPlatform();
  const { dataDirectory, kept } = await storedStack(platform.stack);
  if (purge && kept.length > 0) await unprotect(platform);
  await step(
    "platform",
    (progress) =>
      operate(platform, progress, (stack, options) =>
        stack.destroy({ ...options, excludeProtected: kept.length > 0 && !purge }),
      ),
    ({ summary }) => summary,
  );
  if (dataDirectory != null) await unshareVectors(dataDirectory);
  if (purge) await purgeVolumes(platform, kept.length > 0);
  if (dataDirectory === undefined) return;
  if (purge && dataDirectory !== null) await purgeData(dataDirectory);
  const place = dataDirectory ?? `the volume ${platform.stack.name}-chats`;
  note(
    purge
      ? `\nThe chats in ${place} were removed; backups of them stay where they are.`
      : `\nThe chats stay in ${place}; \`npm start\` finds them there again.`,
  );
}

/** Secrets are protected, because volumes remember them; here both go. */
async function unprotect({ engine, backend, stack }: Platform) {
  await promisify(execFile)(
    engine.binary,
    ["state", "unprotect", "--all", "--yes", "--stack", stack.name],
    { cwd: projectDirectory, env: { ...process.env, ...backend.environment } },
  );
}

/** Also those of a stack whose state was lost. */
async function purgeVolumes({ stack }: Platform, areExpected: boolean) {
  const engine = await dockerEngine();
  if ("missing" in engine) {
    if (areExpected) note(`The volumes stay where they are: ${engine.missing}.`);
    return;
  }
  const { problems } = await step(
    "volumes",
    () => removeVolumes(engine, stack.name),
    ({ removed }) => `${removed.length} removed`,
  );
  if (problems.length > 0) throw new Error(problems.join("\n"));
}
