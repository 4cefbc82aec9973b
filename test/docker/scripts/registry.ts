import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { onTestFinished } from "vitest";

export interface ImageNames {
  /** With a tag. */
  name: string;
  /** With the tag and the digest. */
  pinnedName: string;
}

const manifestType = "application/vnd.docker.distribution.manifest.v2+json";

/**
 * A registry on the loopback address, which an engine trusts without TLS, with one empty image, for the
 * running test alone: https://distribution.github.io/distribution/spec/api/
 */
export async function registryWithImage(): Promise<ImageNames> {
  const { manifest, blobs } = emptyImage();
  const path = "/v2/copilot/empty";
  const contents = new Map([
    ["/v2/", Buffer.from("{}")],
    [`${path}/manifests/1`, manifest],
    [`${path}/manifests/${digestOf(manifest)}`, manifest],
    ...blobs.map((blob): [string, Buffer] => [`${path}/blobs/${digestOf(blob)}`, blob]),
  ]);
  const unknown = JSON.stringify({ errors: [{ code: "MANIFEST_UNKNOWN", message: "unknown" }] });
  const server = createServer(({ url = "", method }, response) => {
    const content = contents.get(url);
    const body = content ?? Buffer.from(unknown);
    response.writeHead(content ? 200 : 404, {
      "docker-distribution-api-version": "registry/2.0",
      "docker-content-digest": digestOf(body),
      "content-type": content === manifest ? manifestType : "application/json",
      "content-length": body.length,
    });
    response.end(method === "HEAD" ? undefined : body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const name = `127.0.0.1:${port}/copilot/empty:1`;
  return { name, pinnedName: `${name}@${digestOf(manifest)}` };
}

/** An image of one layer without files, for the machine's own architecture. */
function emptyImage() {
  const emptyArchive = Buffer.alloc(1_024);
  const layer = gzipSync(emptyArchive);
  const config = Buffer.from(
    JSON.stringify({
      architecture: process.arch === "x64" ? "amd64" : process.arch,
      os: "linux",
      config: {},
      rootfs: { type: "layers", diff_ids: [digestOf(emptyArchive)] },
    }),
  );
  const part = (mediaType: string, content: Buffer) => {
    return { mediaType, size: content.length, digest: digestOf(content) };
  };
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: manifestType,
      config: part("application/vnd.docker.container.image.v1+json", config),
      layers: [part("application/vnd.docker.image.rootfs.diff.tar.gzip", layer)],
    }),
  );
  return { manifest, blobs: [config, layer] };
}

function digestOf(content: Buffer): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}
