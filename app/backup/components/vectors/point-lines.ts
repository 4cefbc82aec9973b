import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { VectorPoint } from "../../../vectors/server/server.ts";

const line = z.object({
  id: z.int(),
  owner: z.string(),
  visibility: z.enum(["private", "team"]),
  /** Of its 32-bit floats, little-endian: a fifth of the same in digits, and exact. */
  vector: z.base64(),
});

/** A line of JSON for a point, which any version of any server of vectors can be filled from. */
export function pointLine({ messageId, vector, owner, visibility }: VectorPoint): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, component] of vector.entries()) bytes.writeFloatLE(component, index * 4);
  return `${JSON.stringify({ id: messageId, owner, visibility, vector: bytes.toString("base64") })}\n`;
}

/** The points of a file of such lines. Throws where a line is none. */
export async function* readPoints(path: string): AsyncGenerator<VectorPoint> {
  const lines = createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  for await (const text of lines) {
    const { id, vector, ...whose } = line.parse(JSON.parse(text));
    const bytes = Buffer.from(vector, "base64");
    const components = Array.from({ length: bytes.length / 4 }, (_, index) =>
      bytes.readFloatLE(index * 4),
    );
    yield { messageId: id, vector: Float32Array.from(components), ...whose };
  }
}
