import { join } from "node:path";
import { build } from "esbuild";

/** `stand-ins/<name>.ts` with the packages that it imports, as one ES module for Node.js. */
export async function bundleStandIn(name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, "stand-ins", `${name}.ts`)],
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    write: false,
    // Packages in the older module format call `require`.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
  });
  return outputFiles[0]?.text ?? "";
}
