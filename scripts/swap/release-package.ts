import type { TokenCredential } from "@azure/identity";
import { BlockBlobClient } from "@azure/storage-blob";
import { unzipSync } from "fflate";
import { chatApp } from "../../app/service.ts";
import { schemaFile } from "../../stacks/app-version.ts";
import { blobContent } from "./blob.ts";
import { type ReleaseSchema, releaseSchema } from "./schema/release-schema.ts";

/** The version that a package's name tells, which is what `/health` of it answers. */
export function versionOf(packageUrl: string): string {
  const version = new URL(packageUrl).pathname
    .split("/")
    .at(-1)
    ?.match(RegExp(`^${chatApp.name}-([0-9a-f]+)\\.zip$`))?.[1];
  if (version !== undefined) return version;
  throw new Error(`${packageUrl}: is no package of this project; run \`pulumi up\` again`);
}

/** What the package at `url` tells of its database. Throws where it tells nothing. */
export async function packageSchema(
  url: string,
  credential: TokenCredential,
  signal: AbortSignal,
): Promise<ReleaseSchema> {
  const content = await blobContent(new BlockBlobClient(url, credential), signal);
  if (content === undefined) throw new Error(`${url}: is gone; run \`pulumi up\` again`);
  const file = unzipSync(content, { filter: ({ name }) => name === schemaFile })[schemaFile];
  if (file === undefined) {
    throw new Error(
      `${url}: has no ${schemaFile}, so nobody can tell whether another version gets along with ` +
        "it; swap by hand once, as docs/delivery.md says",
    );
  }
  return releaseSchema.parse(JSON.parse(Buffer.from(file).toString()));
}
