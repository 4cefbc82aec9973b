import { enableCompileCache } from "node:module";

/** `npm run plan`: what a stack is made of, costs and breaks, and what a change does to it. */
enableCompileCache();
// `npm run plan -- prod | head` closes the pipe before everything is written.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
// Loaded once the cache is on: the SDK of Azure alone is a second of parsing without it.
const { plan } = await import("./plan/command.ts");
process.exitCode = await plan(process.argv.slice(2));
