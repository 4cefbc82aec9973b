import { createClient } from "@redis/client";
import { type CircuitState, circuitBreaker } from "../resilience/circuit-breaker.ts";
import { loggableError, type WarningLog } from "../telemetry/log.ts";
import { type Cache, type CacheRecorder, largestValueBytes } from "./cache.ts";

export interface RedisCacheOptions {
  /** `redis://` or `rediss://`, with a password or without. */
  url: string;
  recorder: CacheRecorder;
  /** Hears that Redis is away, and never of the URL. */
  log: WarningLog;
  onCircuit?: (state: CircuitState) => void;
  /** That a call may take; default 50. A search takes less than this without a cache. */
  timeoutMs?: number;
}

/** Of commands that wait for an answer; further ones fail at once. */
const longestQueue = 1_000;
const connectTimeoutMs = 2_000;
/** A process that ends waits for this timer of the client's, too. */
const reconnectMs = 500;
const keyPrefix = "chats:";

/** Keeps values in a Redis, which several processes can share. It connects in the background. */
export function redisCache({
  url,
  recorder,
  log,
  onCircuit,
  timeoutMs = 50,
}: RedisCacheOptions): Cache {
  let isAway = false;
  const onReady = () => {
    isAway = false;
  };
  const onError = (error: unknown) => {
    if (!isAway) log.warn({ error: loggableError(error) }, "the cache in Redis cannot be reached");
    isAway = true;
  };
  const connect = () => connectedClient(url, onReady, onError);
  let client = connect();
  let isClosed = false;
  const circuit = circuitBreaker({
    name: "redis",
    onStateChange(state) {
      // Answers that nobody waits for are still to come over this connection, or it is dead: without
      // an answer the system would notice that after many minutes.
      if (state === "open" && !isClosed) {
        client.destroy();
        client = connect();
      }
      onCircuit?.(state);
    },
  });

  return {
    async get(key) {
      try {
        const value = await circuit.run(() => client.get(key), timeoutMs);
        recorder.read(value === null ? "miss" : "hit");
        return value ?? undefined;
      } catch {
        recorder.read("failure");
        return undefined;
      }
    },

    async set(key, value, ttlSeconds) {
      if (Buffer.byteLength(value) > largestValueBytes) return recorder.write("too_large");
      const expiration = { type: "EX", value: ttlSeconds } as const;
      try {
        await circuit.run(() => client.set(key, value, { expiration }), timeoutMs);
        recorder.write("kept");
      } catch {
        recorder.write("failure");
      }
    },

    async close() {
      isClosed = true;
      client.destroy();
    },
  };
}

/** A client that connects, and connects again whenever the connection is lost. */
function connectedClient(url: string, onReady: () => void, onError: (error: unknown) => void) {
  const client = createClient({
    url,
    keyPrefix,
    // Understood by every version of the server.
    RESP: 2,
    disableOfflineQueue: true,
    commandsQueueMaxLength: longestQueue,
    socket: { connectTimeout: connectTimeoutMs, reconnectStrategy: reconnectMs },
  });
  client.on("ready", onReady).on("error", onError);
  // It goes on trying; that it was destroyed meanwhile is no news.
  client.connect().catch(() => {});
  return client;
}
