import { images } from "../versions.ts";
import { secretFile } from "./secrets.ts";
import { service } from "./service.ts";
import type { Service } from "./types.ts";

export interface RedisArgs {
  /** Port of the host. */
  port: number;
  /** Limit of its memory, of which the keys get three quarters. Default 256. */
  memoryMb?: number;
}

/** Keeps answers for a while: nothing of it is on a disk, and the least used goes first. */
export function redisService({ port, memoryMb = 256 }: RedisArgs): Service<"redis"> {
  return service({
    name: "redis",
    purpose: "keeps answers to searches for a while",
    image: images.redis,
    command: ["redis-server", configurationFile],
    files: [{ path: configurationFile, content: configuration(Math.floor(memoryMb * 0.75)) }],
    secrets: [
      { secret: "redis-password", file: secretFile("redis-password") },
      {
        secret: "redis-password",
        file: passwordFile,
        content: (value) => `requirepass ${JSON.stringify(value)}\n`,
      },
    ],
    ports: [{ name: "redis", number: 6379, published: { number: port, configKey: "redisPort" } }],
    networks: ["backend"],
    // The image gives up root by itself only with capabilities that no container has here.
    user: "999:1000",
    limits: { memoryMb, cpus: 0.5, scratch: ["/data"] },
    health: {
      http: undefined,
      command: ["sh", "-c", ping],
      startSeconds: 30,
    },
  });
}

const configurationFile = "/usr/local/etc/redis/redis.conf";
const passwordFile = "/usr/local/etc/redis/password.conf";

function configuration(keysMb: number): string {
  return [
    `include ${passwordFile}`,
    `maxmemory ${keysMb}mb`,
    "maxmemory-policy allkeys-lru",
    'save ""',
    "appendonly no",
    "",
  ].join("\n");
}

/** redis-cli ends with 0 even when it is refused, so the answer counts. */
const ping =
  `REDISCLI_AUTH="$(cat ${secretFile("redis-password")})"` +
  " redis-cli -h 127.0.0.1 ping | grep -q PONG";
