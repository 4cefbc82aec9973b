import { azCommands } from "./az-commands.ts";
import type { Options } from "./options.ts";
import type { CloudState } from "./state.ts";

/** What az answers; throws what it refuses with. */
export function az(state: CloudState, words: string, given: Options): unknown {
  const command = azCommands[words];
  if (!command) throw new Error(`'${words}' is misspelled or not recognized by the system.`);
  const isRest = words === "rest";
  const common = isRest || words === "account show" ? ["--output"] : ["--output", "--subscription"];
  const required = [...common, ...command.takes];
  const missing = required.filter((name) => !(name in given));
  const unknown = Object.keys(given).filter(
    (name) => ![...required, ...(command.optional ?? [])].includes(name),
  );
  if (missing.length + unknown.length > 0) {
    throw new Error(`${words}: lacks ${missing}, does not know ${unknown}`);
  }
  const { id } = state.subscription;
  if (!isRest && given["--subscription"] !== id) throw new Error("SubscriptionNotFound");
  const isWrite = / (create|update|delete|register)$/.test(words) || given["--method"] === "put";
  if (isWrite && !state.isOwner) {
    throw new Error("ERROR: (AuthorizationFailed) The client does not have authorization");
  }
  return command.run(state, given);
}
