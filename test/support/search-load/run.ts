import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { chatApp } from "../../../app/service.ts";
import type { RedisServer } from "../redis-server.ts";
import { type SearchLoad, startSearchLoad } from "./load.ts";
import { outages } from "./outages.ts";
import { type QdrantProcess, startQdrant } from "./qdrant.ts";
import { searchQuestions } from "./questions.ts";
import { type ServedApp, startServer } from "./server.ts";

/** The application over a database, with a Redis and a Qdrant, all processes of their own. */
export interface LoadScene {
  server: ServedApp;
  redis: RedisServer;
  qdrant: QdrantProcess;
  /** Different ones. */
  questions: string[];
  end(): Promise<void>;
}

/** Opens it over a copy of a database in `directory`, and lets it compile what it runs. */
export async function openLoadScene(directory: string, redis: RedisServer): Promise<LoadScene> {
  const path = join(directory, "chats.db");
  const qdrant = await startQdrant(path);
  const { redisUrl, vectors, qdrant: qdrantVariables } = chatApp.environment;
  const server = await startServer(directory, {
    [redisUrl]: redis.url,
    [vectors]: "qdrant",
    [qdrantVariables.url]: qdrant.url,
  });
  const questions = searchQuestions(path, 3_000);
  const warmUp = startSearchLoad(server.url, questions.splice(2_000), warmUpsPerSecond);
  await wait(warmUpMs);
  await warmUp.stop();
  return {
    ...{ server, redis, qdrant, questions },
    async end() {
      await server.stop();
      qdrant.end();
    },
  };
}

const warmUpsPerSecond = 20;
const warmUpMs = 10_000;

/** Searches for `seconds` while Redis and Qdrant are stopped and started. */
export async function loadDuringOutages(
  { server, redis, qdrant, questions }: LoadScene,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<Omit<SearchLoad, "stop">> {
  const { stop, ...answers } = startSearchLoad(server.url, questions, perSecond);
  await outages(seconds, redis, qdrant);
  await stop();
  return answers;
}
