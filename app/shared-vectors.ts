import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { chatApp } from "./service.ts";
import { defaultDataDirectory } from "./settings-schema.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** File of a data folder that says where the stack which shares it keeps the vectors. */
export const sharedVectorsFile = "vectors.json";

const { dataDirectory, database, vectors, qdrant } = chatApp.environment;

const sharedSchema = z.strictObject({
  [vectors]: z.literal("qdrant"),
  [qdrant.url]: z.string(),
  [qdrant.apiKey]: z.string(),
});

/** What the file holds, as JSON: variables and their values. */
export type SharedVectors = z.infer<typeof sharedSchema>;

/**
 * `environment` with what the file of its data folder says. As it is where there is no such file, where
 * it says itself where vectors are, and where it names another database than that folder's. Throws where the file is not what belongs there.
 */
export function withSharedVectors(environment: Environment): Environment {
  if (environment[vectors] || environment[database.host]) return environment;
  const folder = resolve(environment[dataDirectory] || defaultDataDirectory);
  const path = join(folder, sharedVectorsFile);
  const shared = readIfThere(path);
  if (shared === undefined) return environment;
  try {
    return { ...environment, ...sharedSchema.parse(JSON.parse(shared)) };
  } catch (cause) {
    throw new Error(
      `${path}: does not say where vectors are; remove it, or use npm start, which writes it anew`,
      { cause },
    );
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
