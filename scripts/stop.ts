import { parseArgs } from "node:util";
import { operate } from "./operation.ts";
import { openPlatform, runScript, whileAlone } from "./platform.ts";
import { purgeData } from "./purge.ts";
import { note, step } from "./terminal.ts";

/** `npm stop`: stops everything that `npm start` started; `--purge` removes the chats as well. */
await runScript(async () => {
  const { values } = parseArgs({ options: { purge: { type: "boolean", default: false } } });
  await whileAlone(() => stop(values.purge));
});

async function stop(purge: boolean) {
  const platform = await openPlatform();
  const { dataDirectory } = await platform.stack.outputs();
  await step(
    "platform",
    (progress) => operate(platform, progress, (stack, options) => stack.destroy(options)),
    ({ summary }) => summary,
  );
  if (typeof dataDirectory?.value !== "string") return;
  if (purge) await purgeData(dataDirectory.value);
  note(
    purge
      ? `\nThe chats in ${dataDirectory.value} were removed.`
      : `\nThe chats stay in ${dataDirectory.value}; \`npm start\` finds them there again.`,
  );
}
