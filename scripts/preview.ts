import { localMachine } from "./local-machine.ts";
import { operate } from "./operation.ts";
import { openPlatform, runScript } from "./platform.ts";
import { programOn } from "./stack.ts";
import { storedStack } from "./stored-stack.ts";
import { step } from "./terminal.ts";

/** `npm run preview`: what the next `npm start` would change, property by property. */
await runScript(async () => {
  const platform = await openPlatform();
  const { running } = await storedStack(platform.stack);
  const { host } = await localMachine(platform, running, false);
  const program = programOn(host);
  const { result } = await step(
    "preview",
    (progress) =>
      operate(platform, progress, (stack, options) =>
        stack.preview({
          ...options,
          program,
          diff: true,
          color: process.stdout.isTTY ? "always" : "never",
        }),
      ),
    ({ summary }) => summary,
  );
  process.stdout.write(result.stdout);
});
