/**
 * Makes the images of the Docker suite that are not cached yet: `node test/docker/images/make.ts
 * [name…]`. With `--list` it shows what each is made from and what a test on it proves.
 */
import { parseArgs } from "node:util";
import { note, step } from "../../../scripts/terminal.ts";
import { images } from "../../../versions.ts";
import { cachedRoot, findRoot } from "./cache.ts";
import { moduleVersion } from "./go.ts";
import { type ImageName, imageNames } from "./load.ts";
import type { Part, Recipe } from "./recipe.ts";
import { recipes } from "./recipes.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { list: { type: "boolean", default: false } },
});
const names = imageNames.filter((name) => positionals.length === 0 || positionals.includes(name));
const unknown = positionals.filter((name) => !imageNames.some((known) => known === name));
if (unknown.length > 0) {
  note(`${unknown.join(", ")}: no such image; use ${imageNames.join(", ")}`);
  process.exit(2);
}
for (const name of names) {
  const recipe = recipes[name];
  if (recipe) await (values.list ? list(name, recipe) : make(name, recipe));
}

async function make(name: ImageName, recipe: Recipe) {
  await step(
    name,
    (progress) => findRoot(name, recipe, progress),
    ({ sources, minutes }) => `${sources.join(", ")} (made in ${minutes} min)`,
  );
}

async function list(name: ImageName, recipe: Recipe) {
  const cached = await cachedRoot(name, recipe);
  const sources = cached?.sources ?? (await Promise.all(recipe.parts.map(plannedSource)));
  console.log(`${images[name]}  [${recipe.software}]`);
  console.log(`  made from  ${sources.join(", ")}${cached ? ` in ${cached.minutes} min` : ""}`);
  if (recipe.differs) console.log(`  differs    ${recipe.differs}`);
}

async function plannedSource(part: Part): Promise<string> {
  if ("go" in part) return `${part.module} ${await moduleVersion(part)}`;
  if ("debian" in part) return part.debian.join(", ");
  if ("busybox" in part) return "busybox-static";
  if ("npm" in part) return `npm ${part.npm}`;
  return "node" in part ? "node" : `stand-ins/${part.standIn}.ts`;
}
