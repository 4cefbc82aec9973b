import { expect, onTestFinished, test } from "vitest";
import { qdrantStandIn } from "../../test/support/qdrant/stand-in.ts";
import { temporaryFolder } from "../commands/testing.ts";
import { embedPending } from "../import/embedding.ts";
import { emptyReport } from "../import/report.ts";
import { readSettings } from "../settings.ts";
import { openStore } from "../store/open.ts";
import { chat, prompt, readState, sourceFile } from "../store/test-chats.ts";
import { jsonLog } from "../telemetry/log.ts";
import { hashedNgrams } from "./hashed-ngrams.ts";

const apiKey = "key";

test("a database whose vectors are to be elsewhere says so until they are made there, to and fro", async () => {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const qdrant = await qdrantStandIn({ apiKey });
  onTestFinished(() => qdrant.stop());
  const open = async (place: "database" | "qdrant") => {
    const environment = {
      CHATS_DATA_DIRECTORY: folder.path,
      CHATS_VECTORS: place,
      CHATS_QDRANT_URL: qdrant.url,
      CHATS_QDRANT_API_KEY: apiKey,
    };
    return openStore(readSettings(environment), jsonLog("silent"));
  };
  const [asked] = await hashedNgrams.embed(["pods killed"]);
  const stages = [
    { place: "database", made: 2 },
    { place: "qdrant", made: 2, problem: "Qdrant has lost the vectors, which the next import" },
    { place: "database", made: 2, problem: "are not in this database, where the next import" },
    { place: "database", made: 0 },
  ] as const;
  for (const { place, made, ...earlier } of stages) {
    const { store, vectors } = await open(place);
    const nearest = () =>
      vectors.nearest(hashedNgrams.generation, asked ?? new Float32Array(), 1).then(
        (found) => found.length,
        (error: Error) => error.message,
      );
    if ("problem" in earlier) expect(await nearest()).toContain(earlier.problem);
    const messages = ["pods are killed", "for memory"].map((text, index) =>
      prompt(`r${index}`, text, index),
    );
    const session = chat({ createdAt: 0, messages });
    await store.saveSession(session, sourceFile(), readState(sourceFile()));
    const report = emptyReport();
    await embedPending({ store, vectors, embedder: hashedNgrams }, report, () => {});
    expect([report.messagesEmbedded, report.problems]).toEqual([made, []]);
    expect(await nearest()).toBe(1);
    await store.close();
  }
});
