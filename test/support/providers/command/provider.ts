import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { isDeepStrictEqual } from "node:util";
import { containsSecret, unwrap } from "../../../../providers/process/secrets.ts";
import { sdkVersion, undeclared } from "../sdk.ts";
import type { StandIn } from "../serve.ts";
import { asSecret, type Wire } from "../wire.ts";

const commandToken = "command:local:Command";
/** What the real provider does with files is not stood in for. */
const refused = ["assetPaths", "archivePaths"];

/**
 * Stands in for `command:local:Command`: the commands really run, on this machine, with the
 * engine's environment and the given one. It proves that they run, when, and with what; not how
 * the real provider logs them or collects files.
 */
export function commandStandIn(): StandIn {
  return {
    version: sdkVersion("command"),

    check(token, _name, _olds, news) {
      const unsupported = token === commandToken ? refused.filter((key) => key in news) : [token];
      return {
        inputs: news,
        failures: [
          ...undeclared(token, news),
          ...unsupported.map((property) => ({ property, reason: "is not stood in for" })),
        ],
      };
    },

    diff(_token, olds, news) {
      const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
      const changes = keys.filter((key) => !isDeepStrictEqual(olds[key], news[key]));
      return { changes, replaces: changes.filter((key) => key === "triggers") };
    },

    async create(_token, inputs) {
      const outputs = await run("create", inputs, {});
      return { id: randomUUID(), outputs: { ...inputs, ...outputs } };
    },

    async update(_token, _id, state, inputs) {
      const verb = "update" in inputs ? "update" : "create";
      return { ...inputs, ...(await run(verb, inputs, state)) };
    },

    async delete(_id, state) {
      await run("delete", state, state);
    },
  };
}

interface CommandInputs {
  create?: string;
  update?: string;
  delete?: string;
  dir?: string;
  environment?: Record<string, string>;
  interpreter?: string[];
  stdin?: string;
  addPreviousOutputInEnv?: boolean;
}

/** Standard output and error without the last line break; secret when an input is. */
async function run(verb: "create" | "update" | "delete", inputs: Wire, previous: Wire) {
  const plain = unwrap(inputs) as CommandInputs;
  const command = plain[verb];
  if (command === undefined) return { stdout: "", stderr: "" };
  const [interpreter = "/bin/sh", ...options] = plain.interpreter ?? ["/bin/sh", "-c"];
  const child = spawn(interpreter, [...options, command], {
    cwd: plain.dir,
    env: { ...process.env, ...previousOutput(plain, previous), ...plain.environment },
  });
  // A command need not read what it is given.
  child.stdin.on("error", () => undefined).end(plain.stdin ?? "");
  const finished = once(child, "close");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await finished;
  if (code !== 0) throw new Error(`exit status ${code}: running "${command}":\n${stderr}`);
  const answer = (output: string) => {
    const trimmed = output.replace(/\n$/, "");
    return containsSecret(inputs) ? asSecret(trimmed) : trimmed;
  };
  return { stdout: answer(stdout), stderr: answer(stderr) };
}

function previousOutput({ addPreviousOutputInEnv = true }: CommandInputs, previous: Wire) {
  const { stdout, stderr } = unwrap(previous) as { stdout?: string; stderr?: string };
  if (!addPreviousOutputInEnv || stdout === undefined) return {};
  return { PULUMI_COMMAND_STDOUT: stdout, PULUMI_COMMAND_STDERR: stderr };
}
