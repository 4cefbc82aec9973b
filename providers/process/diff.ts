import { isDeepStrictEqual } from "node:util";
import type { DiffResult } from "@pulumi/pulumi/provider/index.js";
import { inputNames } from "./inputs.ts";
import { unwrap } from "./secrets.ts";

/** Inputs that only the provider uses; every other one is part of what runs. */
const updatedInPlace: readonly string[] = ["healthTimeoutSeconds", "stopGraceSeconds"];

/**
 * What a change of inputs means: another process when it touches what runs, else an update of what is
 * stored. A value that merely became secret, or stopped being one, is the same to the process.
 * The old process goes first, because the new one needs its ports.
 */
export function diffInputs(
  olds: Record<string, unknown>,
  news: Record<string, unknown>,
): DiffResult {
  const replaces = inputNames
    .filter((name) => !updatedInPlace.includes(name))
    .filter((name) => !isDeepStrictEqual(unwrap(olds[name]), unwrap(news[name])));
  return {
    changes: inputNames.some((name) => !isDeepStrictEqual(olds[name], news[name])),
    replaces,
    deleteBeforeReplace: replaces.length > 0,
  };
}
