import { z } from "zod";
import { azureKeys } from "./azure-keys.ts";
import { choice, facts } from "./key-types.ts";
import { localKeys } from "./local-keys.ts";

/** The only truth for configuration keys: their names, types, defaults and descriptions. */
export const settingsSchema = z.strictObject({
  target: choice(["local", "azure"])
    .default("local")
    .meta(facts("Where the stack runs: on this machine or on Azure", "local")),
  ...localKeys,
  ...azureKeys,
});

export type SettingsKey = keyof typeof settingsSchema.shape;
export type SettingsValues = z.infer<typeof settingsSchema>;
