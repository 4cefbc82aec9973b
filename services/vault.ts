import { images } from "../versions.ts";
import { loopbackUrl } from "./probes.ts";
import { service } from "./service.ts";
import type { Service } from "./types.ts";

/** Vault in development mode: unsealed, in memory, and empty again after each start. */
export function vaultService(): Service<"web"> {
  return service({
    name: "vault",
    purpose: "keeps secrets while it runs, for trying things out; the application does not use it",
    image: images.vault,
    command: ["vault", "server", "-dev", "-dev-no-store-token"],
    environment: {
      // Both need rights that the container has not.
      SKIP_CHOWN: "true",
      SKIP_SETCAP: "true",
    },
    // Development mode takes its token from nowhere else.
    secrets: [{ secret: "vault-root-token", environment: "VAULT_DEV_ROOT_TOKEN_ID" }],
    ports: [{ name: "web", number: 8200, published: undefined }],
    networks: ["backend"],
    user: "100:1000",
    rights: {
      capabilities: [
        {
          name: "IPC_LOCK",
          // https://github.com/hashicorp/web-unified-docs/issues/2479
          reason: "the program carries it since 2.0.1, and the kernel runs it only where it is had",
        },
      ],
    },
    // The image asks for volumes there, which development mode leaves empty.
    limits: { memoryMb: 256, cpus: 0.5, scratch: ["/vault/file", "/vault/logs"] },
    health: {
      http: { port: 8200, path: "/v1/sys/health" },
      command: ["vault", "status", `-address=${loopbackUrl(8200, "")}`],
      startSeconds: 30,
    },
  });
}
