import { type Command, InvalidArgumentError } from "commander";
import { processTerminal } from "../commands/terminal.ts";
import { surroundings } from "./arguments.ts";

/** How chats are found. */
export function findCommands(program: Command): void {
  program
    .command("serve")
    .description(
      "serve the page, the API, the search and the metrics, and watch the chats, until stopped",
    )
    .action(async () => {
      const { serve } = await import("../commands/serve.ts");
      const { machine, settings } = await surroundings();
      process.exitCode = await serve(settings, machine);
    });

  program
    .command("search")
    .description("find sessions by words and by likeness")
    .argument("<words...>", "what to look for")
    .option("--limit <n>", "sessions to print, 1 to 100", searchLimit, 10)
    .option("--json", "print the whole response as JSON")
    .action(async (words, options) => {
      const { search } = await import("../commands/search.ts");
      const { settings } = await surroundings();
      process.exitCode = await search(words, options, settings, processTerminal());
    });
}

function searchLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 100) return limit;
  throw new InvalidArgumentError("Use a whole number from 1 to 100.");
}
