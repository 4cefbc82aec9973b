import { spawn } from "node:child_process";
import { once } from "node:events";
import { prepareEngine, runScript } from "./platform.ts";
import { localStackName, openLocalStack, projectDirectory } from "./stack.ts";

/** `npm run pulumi -- <args>`: the engine's own command line on the state of this checkout. */
await runScript(async () => {
  const { engine, backend } = await prepareEngine();
  await openLocalStack(engine, backend);
  const child = spawn(engine.binary, process.argv.slice(2), {
    cwd: projectDirectory,
    stdio: "inherit",
    env: {
      ...process.env,
      ...backend.environment,
      PULUMI_STACK: process.env.PULUMI_STACK ?? localStackName,
      PULUMI_SKIP_UPDATE_CHECK: "true",
    },
  });
  const [code] = await once(child, "exit");
  process.exitCode = code ?? 1;
});
