import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { type BlobLeases, blobLeases } from "./blob-leases.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** What a blob is. */
export interface Blob {
  content: Buffer;
  contentType: string | undefined;
  metadata: Record<string, string>;
}

export interface BlobServer {
  /** For example `https://127.0.0.1:1234/`; accounts are folders below it. */
  endpoint: string;
  /** By path without the first slash, for example `account/releases/app.zip`. */
  blobs: Map<string, Blob>;
  /** Paths that count as put before, for tests to which their content is nothing. */
  alreadyThere: RegExp | undefined;
  /** Who holds which blob. */
  leases: BlobLeases;
  /** How many requests are still answered with 403, as before a role has spread. */
  refusals: number;
  /** Its own certificate, PEM. */
  certificate: string;
  /** With the key, for other servers that its programs trust. */
  tls: { key: Buffer; cert: Buffer };
  /** Environment in which a program of Node trusts the server. */
  environment: Record<string, string>;
  /** Folder with an `az` that is logged in. */
  programs: string;
}

/** The token that the CLI's stand-in gives, and the only one that the server takes. */
export const acceptedToken = "stand-in-token";

/**
 * Stands in for blob storage that takes Entra logins alone: TLS, a bearer token, the version header,
 * `If-None-Match: *`, leases, errors as Azure words them. Proves what is sent, to where and with which
 * login; not Azure's own checks of tokens, roles, sizes or networks.
 */
export async function blobServer(): Promise<BlobServer> {
  const folder = temporaryFolder();
  const certificate = makeCertificate(folder);
  const answers: BlobServer = {
    endpoint: "",
    blobs: new Map(),
    alreadyThere: undefined,
    refusals: 0,
    leases: blobLeases(),
    certificate: certificate.pair.cert.toString(),
    tls: certificate.pair,
    environment: { NODE_EXTRA_CA_CERTS: certificate.certFile },
    programs: cliStandIn(folder),
  };
  const server = createServer(certificate.pair, (request, response) => {
    void answer(answers, request, response);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => closed(server));
  answers.endpoint = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return answers;
}

async function answer(server: BlobServer, request: IncomingMessage, response: ServerResponse) {
  const content = await buffer(request);
  const { headers, method } = request;
  const refuse = (status: number, code: string) => {
    response.writeHead(status, { "x-ms-error-code": code, "content-type": "application/xml" });
    response.end(
      `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
    );
  };
  const { pathname, searchParams } = new URL(request.url ?? "", server.endpoint);
  const path = pathname.slice(1);
  if (headers.authorization !== `Bearer ${acceptedToken}`)
    return refuse(401, "NoAuthenticationInformation");
  if (headers["x-ms-version"] === undefined) return refuse(400, "MissingRequiredHeader");
  if (server.refusals > 0) {
    server.refusals--;
    return refuse(403, "AuthorizationPermissionMismatch");
  }
  const blob = server.blobs.get(path);
  if (method === "HEAD") {
    if (server.alreadyThere?.test(path)) return response.writeHead(200).end();
    if (!blob) return refuse(404, "BlobNotFound");
    return response.writeHead(200, { "content-length": blob.content.length }).end();
  }
  if (method === "GET") {
    if (!blob) return refuse(404, "BlobNotFound");
    const told = { "content-length": blob.content.length, etag: '"1"' };
    return response.writeHead(200, told).end(blob.content);
  }
  if (method === "PUT" && searchParams.get("comp") === "lease") {
    if (!blob) return refuse(404, "BlobNotFound");
    const answer = server.leases.act(path, headers);
    if ("code" in answer) return refuse(answer.status, answer.code);
    return response.writeHead(answer.status, { "x-ms-lease-id": answer.leaseId }).end();
  }
  if (method !== "PUT" || headers["x-ms-blob-type"] !== "BlockBlob") {
    return refuse(405, "UnsupportedHttpVerb");
  }
  if (blob && headers["if-none-match"] === "*") return refuse(409, "BlobAlreadyExists");
  const notHeld = server.leases.refusal(path, headers);
  if (notHeld !== undefined) return refuse(412, notHeld);
  server.blobs.set(path, {
    content,
    contentType: headers["x-ms-blob-content-type"] as string | undefined,
    metadata: Object.fromEntries(
      Object.entries(headers)
        .filter(([name]) => name.startsWith("x-ms-meta-"))
        .map(([name, value]) => [name.slice("x-ms-meta-".length), String(value)]),
    ),
  });
  response.writeHead(201, { etag: '"1"', "x-ms-request-server-encrypted": "true" }).end();
}

function makeCertificate(folder: string) {
  const [keyFile, certFile] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const files = ["-keyout", keyFile, "-out", certFile];
  execFileSync("openssl", ["req", "-x509", "-days", "2", ...key, ...names, ...files], {
    stdio: "pipe",
  });
  return { certFile, pair: { key: readFileSync(keyFile), cert: readFileSync(certFile) } };
}

/** A program `az` that answers one question: `account get-access-token`. */
function cliStandIn(folder: string): string {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const login = { accessToken: acceptedToken, expires_on: 4_102_444_800, tokenType: "Bearer" };
  const script = `#!/bin/sh\n[ "$1 $2" = "account get-access-token" ] || exit 2\necho '${JSON.stringify(login)}'\n`;
  writeFileSync(join(bin, "az"), script);
  chmodSync(join(bin, "az"), 0o755);
  return bin;
}

function closed(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}
