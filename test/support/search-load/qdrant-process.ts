import Database from "better-sqlite3";
import { localOwner } from "../../../app/access/owner.ts";
import { collectionName } from "../../../app/vectors/server/collection-name.ts";
import { qdrantStandIn } from "../qdrant/stand-in.ts";

/**
 * A stand-in for Qdrant, of `startQdrant`. It compares every vector that it has, which Qdrant does not,
 * so it has a few of them, of questions and of answers: then it is about as quick.
 */
const mostVectors = 2_000;

const standIn = await qdrantStandIn();
fill(process.argv[2] ?? "");
process.on("message", async (order: "stop" | "start") => {
  await standIn[order]();
  process.send?.(order);
});
process.once("disconnect", () => process.exit());
process.send?.(standIn.url);

function fill(path: string): void {
  const file = new Database(path, { readonly: true });
  const generation = file
    .prepare<[], Generation>("select id, name, key, dimensions from vector_generations")
    .get();
  if (generation === undefined) throw new Error(`${path}: has no vectors`);
  const rows = file
    .prepare<[number], Row>(
      `select message_id, embedding from vectors_${generation.id}
       where message_id % (1 | (select count(*) from messages) / ?) = 0`,
    )
    .all(mostVectors);
  file.close();
  const payload = { owner: localOwner, visibility: "private" };
  const points = rows.map(({ message_id, embedding }) => {
    const vector = Array.from(new Int8Array(embedding));
    const length = Math.hypot(...vector);
    return [message_id, { vector: vector.map((one) => one / length), payload }] as const;
  });
  standIn.collections.set(collectionName(generation), {
    size: generation.dimensions,
    indexed: new Set(["owner", "visibility"]),
    points: new Map(points),
  });
}

interface Generation {
  id: number;
  name: string;
  key: string;
  dimensions: number;
}

interface Row {
  message_id: number;
  embedding: Buffer;
}
