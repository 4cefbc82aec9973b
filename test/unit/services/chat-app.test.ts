import { describe, expect, test } from "vitest";
import { chatAppService } from "../../../services/chat-app.ts";
import { chatAppArgs } from "./chat-app-args.ts";
import { secretFileContents } from "./secret-file.ts";

const servers = { redisAddress: "redis:6379", qdrantUrl: "http://qdrant:6333" };
const alone = chatAppService(chatAppArgs);

/** What the servers add to the environment, or change in it. */
function added({ environment }: Pick<typeof alone, "environment">) {
  const own = Object.entries(environment);
  return Object.fromEntries(own.filter(([name, value]) => alone.environment[name] !== value));
}

describe("the application", () => {
  test("alone keeps its vectors in the database, and needs no secret", () => {
    expect(alone.environment.CHATS_VECTORS).toBe("database");
    expect(Object.keys(alone.environment).join(" ")).not.toMatch(/REDIS|QDRANT/);
    expect(alone.secrets).toEqual([]);
  });

  test("beside a Redis keeps answers there, by an address of which a file has the password", () => {
    const beside = chatAppService({ ...chatAppArgs, redisAddress: servers.redisAddress });
    expect(added(beside)).toEqual({ CHATS_REDIS_URL_FILE: "/run/secrets/redis-url" });
    expect(secretFileContents(beside, "a/b@c")).toEqual({
      "/run/secrets/redis-url": "redis://:a%2Fb%40c@redis:6379",
    });
  });

  test("beside a Qdrant keeps vectors there, with a key from a file", () => {
    const beside = chatAppService({ ...chatAppArgs, qdrantUrl: servers.qdrantUrl });
    expect(added(beside)).toEqual({
      CHATS_VECTORS: "qdrant",
      CHATS_QDRANT_URL: "http://qdrant:6333",
      CHATS_QDRANT_API_KEY_FILE: "/run/secrets/qdrant-api-key",
    });
    expect(secretFileContents(beside, "key")).toEqual({ "/run/secrets/qdrant-api-key": "key" });
  });

  test("waits for neither, as it answers without them", () => {
    const beside = chatAppService({ ...chatAppArgs, ...servers });
    expect(beside.secrets).toHaveLength(2);
    expect(beside.dependsOn).toEqual([]);
  });
});
