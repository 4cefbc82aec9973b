import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const executable = fileURLToPath(
  new URL("../../../../providers/process/pulumi-resource-process", import.meta.url),
);
const shell = "/bin/sh";

test("the repository's own Node runs the provider, whatever is on PATH", () => {
  const checkout = makeCheckout();
  makeNode(join(checkout.root, "node_modules", ".bin"), "v24.21.0", "own");
  makeNode(checkout.bin, "v20.20.2", "other");
  expect(run(checkout)).toMatchObject({ status: 0, stdout: `own ${checkout.main} 127.0.0.1:1\n` });
});

test.each(["v24.0.0", "v100.1.0"])("without it, Node %s on PATH runs the provider", (version) => {
  const checkout = makeCheckout();
  makeNode(checkout.bin, version, "other");
  expect(run(checkout)).toMatchObject({
    status: 0,
    stdout: `other ${checkout.main} 127.0.0.1:1\n`,
  });
});

test("an old Node is refused with its version and what to do", () => {
  const checkout = makeCheckout();
  makeNode(checkout.bin, "v20.20.2", "other");
  expect(run(checkout)).toMatchObject({
    status: 1,
    stdout: "",
    stderr: expect.stringMatching(
      /needs Node 24 or newer, got v20\.20\.2; run "npm install" in .+\n/,
    ),
  });
});

test("no Node at all is refused in the same way", () => {
  expect(run(makeCheckout())).toMatchObject({
    status: 1,
    stdout: "",
    stderr: expect.stringContaining("needs Node 24 or newer, got none"),
  });
});

interface Checkout {
  root: string;
  /** The only folder on PATH besides the system's tools. */
  bin: string;
  main: string;
  script: string;
}

function makeCheckout(): Checkout {
  const root = temporaryFolder();
  const folder = join(root, "providers", "process");
  mkdirSync(folder, { recursive: true });
  const script = join(folder, "pulumi-resource-process");
  copyFileSync(executable, script);
  return { root, bin: join(root, "bin"), main: join(folder, "main.ts"), script };
}

/** A stand-in that says which one it is and with what it was started. */
function makeNode(folder: string, version: string, name: string): void {
  mkdirSync(folder, { recursive: true });
  const text = `#!${shell}\n[ "$1" = --version ] && echo ${version} || echo ${name} "$@"\n`;
  writeFileSync(join(folder, "node"), text, { mode: 0o755 });
}

function run({ bin, script }: Checkout) {
  // `dirname` is all that the script needs of the system, and no Node of this machine may be found.
  makeDirname(bin);
  return spawnSync(shell, [script, "127.0.0.1:1"], { encoding: "utf8", env: { PATH: bin } });
}

function makeDirname(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "dirname"), `#!${shell}\necho "\${2%/*}"\n`, { mode: 0o755 });
}
