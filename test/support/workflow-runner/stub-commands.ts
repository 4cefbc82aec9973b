import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { versions } from "../../../versions.ts";

/** What a command that is not there for real answers. */
export interface Answer {
  /** Beginning of the command line, for example `az provider list`; the first that fits is taken. */
  command: string;
  stdout?: string;
  stderr?: string;
  /** Default 0. */
  code?: number;
}

/** A command that a step called. */
export interface Call {
  /** The command line without quotes. */
  command: string;
  /** What it read; only of those that are given something. */
  input: string;
  environment: Record<string, string>;
}

/** Commands whose real ones act on the world. */
const names = ["az", "docker", "gh", "npm", "pulumi"];

/** Puts stubs of those commands into `folder`; each notes its calls and answers as told, or nothing. */
export function stubCommands(folder: string, answers: Answer[]): { calls(): Call[] } {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "answers.json"), JSON.stringify([...answers, ...standing]));
  for (const name of names) {
    writeFileSync(join(folder, name), `#!${process.execPath}\n${stub}`);
    chmodSync(join(folder, name), 0o755);
  }
  symlinkSync(process.execPath, join(folder, "node"));
  return {
    calls() {
      const log = join(folder, "calls.jsonl");
      if (!existsSync(log)) return [];
      const calls: Call[] = readFileSync(log, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      return calls.filter(({ command }) => command !== "pulumi version");
    },
  };
}

/** How scripts find out that an engine is there. */
const standing: Answer[] = [{ command: "pulumi version", stdout: `v${versions.pulumi}` }];

const stub = `
const { appendFileSync, readFileSync } = require("node:fs");
const { basename, join } = require("node:path");

const command = [basename(process.argv[1]), ...process.argv.slice(2)].join(" ");
// Another command's input may be left open.
const input = command.includes("--input -") ? readFileSync(0, "utf8") : "";
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => /^(ARM_|AZURE_|PULUMI_|CONTRACT_|GH_TOKEN$)/.test(name)),
);
appendFileSync(join(__dirname, "calls.jsonl"), JSON.stringify({ command, input, environment }) + "\\n");
const answers = JSON.parse(readFileSync(join(__dirname, "answers.json"), "utf8"));
const answer = answers.find((one) => command.startsWith(one.command)) ?? {};
process.stdout.write(answer.stdout ?? "");
process.stderr.write(answer.stderr ?? "");
process.exitCode = answer.code ?? 0;
`;
