import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { cachedEngineRoot } from "../../scripts/engine.ts";

/** What a script printed and how it ended. */
export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A script that runs; `finished` is kept when it ends. */
export interface Running {
  pid: number;
  /** Resolves once standard error holds the text. */
  says(text: string): Promise<void>;
  finished: Promise<Finished>;
}

/**
 * A copy of this working tree in a temporary folder, with a git repository, a HOME and a Pulumi home
 * of its own: what a newcomer's clone is after the install. Packages and the engine are linked.
 */
export class Checkout {
  readonly folder: string;
  private readonly root = mkdtempSync(join(tmpdir(), "copilot-checkout-"));
  private readonly env: NodeJS.ProcessEnv;

  constructor() {
    this.folder = join(this.root, "copilot");
    copyTree(process.cwd(), this.folder);
    symlinkSync(join(process.cwd(), "node_modules"), join(this.folder, "node_modules"));
    const pulumiHome = join(this.root, "pulumi");
    linkEngine(pulumiHome);
    const { PATH, LANG, CI } = process.env;
    this.env = {
      PATH,
      LANG,
      CI,
      HOME: join(this.root, "home"),
      PULUMI_HOME: pulumiHome,
      NO_COLOR: "1",
      // A person's own Docker is not for tests.
      DOCKER_HOST: `unix://${join(this.root, "no-docker.sock")}`,
    };
    mkdirSync(join(this.root, "home"));
    this.git("init", "--quiet");
    this.git("add", "--all");
    this.git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", "clone");
  }

  /** Writes Pulumi.local.yaml as a person would who sets these keys. */
  configure(values: Record<string, string | number>) {
    const config = Object.entries(values).map(([key, value]) => [`copilot:${key}`, value]);
    writeFileSync(
      join(this.folder, "Pulumi.local.yaml"),
      stringify({ ...this.salt(), config: Object.fromEntries(config) }),
    );
  }

  start(script: string, args: string[] = [], env: NodeJS.ProcessEnv = {}): Running {
    const child = spawn(process.execPath, [join(this.folder, script), ...args], {
      cwd: this.folder,
      env: { ...this.env, ...env },
      // A group of its own, so that a test can press Ctrl-C as a terminal does.
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk) => {
      output.stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      output.stderr += chunk;
    });
    const finished = once(child, "close").then(([code, signal]) => ({ code, signal, ...output }));
    const says = async (text: string) => {
      while (!output.stderr.includes(text)) await once(child.stderr, "data");
    };
    return { pid: child.pid ?? 0, says, finished };
  }

  run(script: string, args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
    return this.start(script, args, env).finished;
  }

  git(...args: string[]): string {
    return execFileSync("git", args, { cwd: this.folder, encoding: "utf8", env: this.env });
  }

  remove() {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }

  private salt() {
    const file = join(this.folder, "Pulumi.local.yaml");
    if (!existsSync(file)) return {};
    const [, salt] = /^encryptionsalt: (.*)$/m.exec(readFileSync(file, "utf8")) ?? [];
    return salt ? { encryptionsalt: salt } : {};
  }
}

/** Times are kept, because the install compares them. */
function copyTree(from: string, to: string) {
  const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], {
    cwd: from,
    encoding: "utf8",
    maxBuffer: 16 * 1024 ** 2,
  });
  for (const file of files
    .split("\0")
    .filter((name) => name !== "" && existsSync(join(from, name)))) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(join(from, file), join(to, file), { preserveTimestamps: true });
  }
}

function linkEngine(pulumiHome: string) {
  const cached = cachedEngineRoot(process.env);
  const linked = cachedEngineRoot({ PULUMI_HOME: pulumiHome });
  mkdirSync(dirname(linked), { recursive: true });
  if (existsSync(cached)) symlinkSync(cached, linked);
}
