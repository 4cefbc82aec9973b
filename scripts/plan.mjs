import { enableCompileCache } from "node:module";

/**
 * `npm run plan`: what a stack is made of, costs and breaks, and what a change does to it. Plain
 * JavaScript, because Node would load a compiler to strip the types of what it runs before the cache.
 */
enableCompileCache();
// `npm run plan -- prod | head` closes the pipe before everything is written.
process.stdout.on("error", (/** @type {NodeJS.ErrnoException} */ error) => {
  if (error.code !== "EPIPE") throw error;
});
// Each after what it needs: the SDK is half as long to load without what plans never use.
const { loadLeanSdk } = await import("../plan/lean-sdk.ts");
loadLeanSdk();
const { plan } = await import("./plan/command.ts");
process.exitCode = await plan(process.argv.slice(2));
