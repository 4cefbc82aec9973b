import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chatApp } from "../app/service.ts";
import { type SharedVectors, sharedVectorsFile } from "../app/shared-vectors.ts";
import type { LocalOutputs } from "../stacks/outputs.ts";

const { vectors, qdrant } = chatApp.environment;

/**
 * Lets the commands of this machine find the vectors where the application of the stack does. Two places
 * for the vectors of one database would each be filled anew whenever the other one was used.
 */
export async function shareVectors({
  dataDirectory,
  qdrantUrl,
  qdrantApiKey,
}: Pick<LocalOutputs, "dataDirectory" | "qdrantUrl" | "qdrantApiKey">) {
  if (dataDirectory === null) return;
  if (qdrantUrl === null || qdrantApiKey === null) return unshareVectors(dataDirectory);
  const shared: SharedVectors = {
    [vectors]: "qdrant",
    [qdrant.url]: qdrantUrl,
    [qdrant.apiKey]: qdrantApiKey,
  };
  const file = join(dataDirectory, sharedVectorsFile);
  // A command that reads it meanwhile gets all or nothing.
  await writeFile(`${file}.new`, `${JSON.stringify(shared, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** From then on the commands of this machine keep the vectors in the database. */
export async function unshareVectors(dataDirectory: string) {
  await rm(join(dataDirectory, sharedVectorsFile), { force: true });
}
