import { createRequire, Module } from "node:module";

/**
 * Parts of the SDK that drive an engine or send functions to it. Plans do neither, and these parts
 * load npm's own libraries and a TypeScript compiler: half of the time that the whole SDK takes.
 */
const unused = [
  "automation/index.js",
  "runtime/closure/codePaths.js",
  "runtime/closure/serializeClosure.js",
];

/** Leaves those parts out of the SDK for this process; to be called before anything loads it. */
export function loadLeanSdk() {
  const require = createRequire(import.meta.url);
  for (const part of unused) {
    const file = require.resolve(`@pulumi/pulumi/${part}`);
    const nothing = new Module(file);
    nothing.loaded = true;
    require.cache[file] = nothing;
  }
}
