import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { delimiter, join } from "node:path";
import { TLSSocket } from "node:tls";
import { onTestFinished } from "vitest";
import { temporaryFolder } from "../temporary-folder.ts";

/** Where a client gets an encrypted connection to a PostgreSQL that offers none itself. */
export interface EncryptedPlace {
  port: number;
  /** Certificate of the authority that has signed the server's; that is for `localhost` alone. */
  authorityFile: string;
}

export function hasOpenssl(): boolean {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .some((folder) => existsSync(join(folder, "openssl")));
}

/** Encrypts the running test's connections to `target`, as the server would by itself. */
export async function encryptedPlace(target: {
  host: string;
  port: number;
}): Promise<EncryptedPlace> {
  const { key, cert, authorityFile } = certificates(temporaryFolder());
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => {}));
    // A client first asks for encryption, in 8 bytes; "S" is yes.
    socket.once("data", () => {
      socket.write("S");
      const inside = new TLSSocket(socket, { isServer: true, key, cert });
      const outside = connect(target.port, target.host);
      sockets.add(outside.on("error", () => inside.destroy()));
      inside.on("error", () => outside.destroy());
      inside.pipe(outside).pipe(inside);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, authorityFile };
}

function certificates(folder: string) {
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) =>
    execFileSync("openssl", args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  writeFileSync(file("extensions"), "subjectAltName = DNS:localhost\n");
  openssl(
    ...["req", "-x509", ...newKey, "-days", "1", "-subj", "/CN=Test authority"],
    ...["-keyout", "authority.key", "-out", "authority.pem"],
  );
  openssl("req", ...newKey, "-subj", "/CN=localhost", "-keyout", "key.pem", "-out", "request.pem");
  openssl(
    ...["x509", "-req", "-in", "request.pem", "-days", "1", "-extfile", "extensions"],
    ...["-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial", "-out", "cert.pem"],
  );
  return {
    key: readFileSync(file("key.pem")),
    cert: readFileSync(file("cert.pem")),
    authorityFile: file("authority.pem"),
  };
}
