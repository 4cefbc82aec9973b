import { execFile } from "node:child_process";
import { access, constants, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { cachedRoot } from "../docker/images/cache.ts";
import type { Recipe } from "../docker/images/recipe.ts";
import { recipes } from "../docker/images/recipes.ts";

/** What a program ended with. */
export interface ToolRun {
  status: number;
  /** Standard output and standard error. */
  output: string;
}

export interface ToolOptions {
  /** Folder that it runs in; default that of the tests. */
  folder?: string;
  /** Its standard input; default nothing. */
  input?: string;
}

export type Tool = (args: string[], options?: ToolOptions) => Promise<ToolRun>;

/**
 * A program that checks what we write, for the tests of the file or `describe` that calls this: from
 * the images of the Docker suite, which have the pinned versions, else from PATH. Where it is nowhere
 * those tests are skipped with the reason.
 */
export function tool(name: string): Tool {
  let program: string | undefined;
  let folder: string | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "copilot-tool-"));
    program = (await fromImages(name, folder)) ?? (await fromPath(name));
  }, 60_000);
  beforeEach(({ skip }) => {
    if (program === undefined) skip(`${name} is neither on PATH nor in a cached image`);
  });
  afterAll(async () => {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  return (args, options = {}) => {
    if (program === undefined) throw new Error(`${name}: is there within a test only`);
    return run(program, args, options);
  };
}

/** The path of the program, unpacked into `folder`, if an image of it has been made on this machine. */
async function fromImages(name: string, folder: string): Promise<string | undefined> {
  for (const [image, recipe] of Object.entries(recipes)) {
    const path = programPath(recipe, name);
    const archive = path && (await cachedRoot(image, recipe))?.archive;
    if (!archive) continue;
    const member = `.${path}`;
    await promisify(execFile)("tar", ["--extract", "-f", archive, "-C", folder, member]);
    return join(folder, member);
  }
  return undefined;
}

/** Path in the image of a program that is built from source; those need no libraries. */
function programPath({ parts }: Recipe, name: string): string | undefined {
  return parts
    .flatMap((part) => ("go" in part ? Object.keys(part.programs) : []))
    .find((path) => basename(path) === name);
}

async function fromPath(name: string): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(folder, name);
    const isProgram = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isProgram) return path;
  }
  return undefined;
}

function run(program: string, args: string[], { folder, input = "" }: ToolOptions) {
  const options = { timeout: 60_000, ...(folder !== undefined && { cwd: folder }) };
  return new Promise<ToolRun>((resolve, reject) => {
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      const status = error === null ? 0 : error.code;
      if (typeof status === "number") resolve({ status, output: stdout + stderr });
      else reject(error);
    });
    // A program that reads no input may have ended before it was given.
    child.stdin?.on("error", () => {}).end(input);
  });
}
