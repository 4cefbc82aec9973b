import { constants, generateKeyPairSync, privateDecrypt, publicEncrypt } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { vaultKey } from "./vault-key.ts";

/**
 * Stands in for a vault, with the wire format of its keys and an RSA key of its own, and for what gives
 * identities tokens.
 */
export async function openVault() {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const asked: { url: string | undefined; token: string | undefined }[] = [];
  const vault = { status: 200, version: "v1" };
  const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" };
  const server = createServer(async (request, response) => {
    if (request.url?.startsWith("/identity?")) return void response.end(tokenFor(request));
    asked.push({ url: request.url, token: request.headers.authorization });
    const { alg, value } = (await json(request)) as { alg: string; value: string };
    response.statusCode = alg === "RSA-OAEP-256" ? vault.status : 400;
    const bytes = Buffer.from(value, "base64url");
    const result = request.url?.includes("/unwrapkey")
      ? privateDecrypt({ key: privateKey, ...padding }, bytes)
      : publicEncrypt({ key: publicKey, ...padding }, bytes);
    response.end(
      JSON.stringify({ kid: `${keyUrl}/${vault.version}`, value: result.toString("base64url") }),
    );
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const keyUrl = `http://127.0.0.1:${port}/keys/backups`;
  return {
    keyUrl,
    /** Variables by which an application has an identity here. */
    identity: {
      IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/identity`,
      IDENTITY_HEADER: identityHeader,
    },
    asked,
    vault,
    key: vaultKey({ keyUrl, token: async () => "secret" }),
    [Symbol.dispose]: () => server.close(),
  };
}

const identityHeader = "of this process";

function tokenFor({ url, headers }: IncomingMessage): string {
  const resource = new URL(url ?? "", "http://127.0.0.1").searchParams.get("resource");
  if (headers["x-identity-header"] !== identityHeader) return "{}";
  return JSON.stringify({ access_token: `token for ${resource}` });
}
