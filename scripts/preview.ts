import { operate } from "./operation.ts";
import { openPlatform, runScript } from "./platform.ts";
import { step } from "./terminal.ts";

/** `npm run preview`: what the next `npm start` would change, property by property. */
await runScript(async () => {
  const platform = await openPlatform();
  const { result } = await step(
    "preview",
    (progress) =>
      operate(platform, progress, (stack, options) =>
        stack.preview({ ...options, diff: true, color: process.stdout.isTTY ? "always" : "never" }),
      ),
    ({ summary }) => summary,
  );
  process.stdout.write(result.stdout);
});
