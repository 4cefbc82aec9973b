import { type Command, InvalidArgumentError } from "commander";
import { keyNameProblem } from "../access/new-key.ts";
import { ownerProblem } from "../access/owner.ts";
import { defaultScopes, type Scope, scopes } from "../access/scope.ts";
import { processTerminal } from "../commands/terminal.ts";
import { lifeDays, surroundings } from "./arguments.ts";

/** Who may see chats, and by which key. */
export function teamCommands(program: Command): void {
  program
    .command("share")
    .description("show a session to your team: to whoever has a key of the same database")
    .argument("<id>", "of the session, for example vscode:5d2…")
    .option("--private", "take it back: you alone see it")
    .option("--json", "print one JSON object")
    .action(async (id, options) => {
      const { shareVerb } = await import("../commands/share.ts");
      const { settings } = await surroundings();
      process.exitCode = await shareVerb(id, options, settings, processTerminal());
    });

  const keys = program.command("keys").description("API keys, by which a server knows who asks");

  keys
    .command("create")
    .description("make a key, and print it this once")
    .requiredOption("--owner <name>", "whose chats it gives", ownerName)
    .requiredOption("--name <text>", "what to call it, for example laptop", keyName)
    .option(
      "--scope <names>",
      `what it is good for: ${scopes.join(",")} (default: ${defaultScopes.join(",")})`,
      scopeList,
    )
    .option("--expires-days <n>", "days after which it is of no use, 1 to 36500", lifeDays)
    .option("--json", "print one JSON object")
    .action(async ({ scope, ...options }) => {
      const { createKeyVerb } = await import("../commands/keys.ts");
      const { settings } = await surroundings();
      const wanted = { ...options, scopes: scope ?? [...defaultScopes] };
      process.exitCode = await createKeyVerb(wanted, settings, processTerminal());
    });

  keys
    .command("list")
    .description("show all keys, without their secrets")
    .option("--json", "print one JSON object")
    .action(async (options) => {
      const { listKeysVerb } = await import("../commands/keys.ts");
      const { settings } = await surroundings();
      process.exitCode = await listKeysVerb(options, settings, processTerminal());
    });

  keys
    .command("revoke")
    .description("make a key useless, from now on")
    .argument("<id>", "its number, as keys list shows it", keyId)
    .option("--json", "print one JSON object")
    .action(async (id, options) => {
      const { revokeKeyVerb } = await import("../commands/keys.ts");
      const { settings } = await surroundings();
      process.exitCode = await revokeKeyVerb(id, options, settings, processTerminal());
    });
}

function ownerName(text: string): string {
  const problem = ownerProblem(text);
  if (problem === undefined) return text;
  throw new InvalidArgumentError(problem);
}

function keyName(text: string): string {
  const problem = keyNameProblem(text);
  if (problem === undefined) return text;
  throw new InvalidArgumentError(problem);
}

function scopeList(text: string): Scope[] {
  const names = text.split(",").map((name) => name.trim());
  const wanted = scopes.filter((scope) => names.includes(scope));
  if (names.every((name) => wanted.some((scope) => scope === name))) return wanted;
  throw new InvalidArgumentError(`Use some of ${scopes.join(", ")}, separated by commas.`);
}

function keyId(text: string): number {
  // No more digits than the database counts to.
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Use the number that keys list shows.");
}
