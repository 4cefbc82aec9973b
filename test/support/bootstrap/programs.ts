import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../temporary-folder.ts";
import type { CloudState } from "./state.ts";

export interface CloudPrograms {
  /** Folder of an `az` and a `gh`. */
  folder: string;
  state(): CloudState;
}

/** The cloud as executables that keep its state between calls, as a script finds them on PATH. */
export function cloudPrograms(state: CloudState): CloudPrograms {
  const folder = temporaryFolder();
  const file = join(folder, "cloud.json");
  writeFileSync(file, JSON.stringify(state));
  for (const name of ["az", "gh"]) {
    writeFileSync(join(folder, name), `#!${process.execPath}\n${program}`);
    chmodSync(join(folder, name), 0o755);
  }
  return { folder, state: () => JSON.parse(readFileSync(file, "utf8")) };
}

const program = `
const { readFileSync, writeFileSync } = require("node:fs");
const { basename, join } = require("node:path");

import(${JSON.stringify(join(import.meta.dirname, "cloud.ts"))}).then(({ answer }) => {
  const file = join(__dirname, "cloud.json");
  const state = JSON.parse(readFileSync(file, "utf8"));
  const args = process.argv.slice(2);
  const input = args.at(-2) === "--input" ? readFileSync(0, "utf8") : "";
  const { code, stdout, stderr } = answer(state, basename(process.argv[1]), args, input);
  writeFileSync(file, JSON.stringify(state));
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = code;
});
`;
