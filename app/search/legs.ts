import type { RankedMessage } from "../store/store.ts";
import type { Neighbour } from "../vectors/ports.ts";
import { databaseError } from "./from-database.ts";
import type { LegGuards } from "./guards.ts";
import type { SearchParts, SearchRequest, SearchResponse } from "./search.ts";
import { type TextLeg, textLeg } from "./text-leg.ts";
import { type VectorLeg, vectorLeg } from "./vector-leg.ts";

/** What each leg has found, best first. */
export interface Legs
  extends Pick<SearchResponse, "modeUsed" | "fallbackReason" | "partialReason"> {
  text: RankedMessage[];
  vectors: Neighbour[];
}

/**
 * Asks the legs that the mode names, and the other one where that cannot answer. Throws only where none
 * can.
 */
export async function askLegs(
  parts: SearchParts,
  guards: LegGuards,
  request: SearchRequest,
  depth: number,
): Promise<Legs> {
  const words = () => textLeg(parts, guards, request, depth);
  const meaning = () => vectorLeg(parts, guards, request, depth);
  switch (request.mode) {
    case "text": {
      const text = await words();
      return text.fallbackReason === undefined
        ? textAlone(text)
        : vectorsInstead(text, await meaning());
    }
    case "semantic": {
      const vectors = await meaning();
      return vectors.fallbackReason === undefined
        ? vectorsAlone(vectors)
        : textInstead(await words(), vectors);
    }
    default: {
      const [text, vectors] = await Promise.all([words(), meaning()]);
      if (text.fallbackReason !== undefined) return vectorsInstead(text, vectors);
      if (vectors.fallbackReason !== undefined) return textInstead(text, vectors);
      return { ...vectorsAlone(vectors), text: text.found, modeUsed: "hybrid" };
    }
  }
}

function textAlone({ found }: TextLeg): Legs {
  return { text: found, vectors: [], modeUsed: "text", fallbackReason: undefined };
}

function vectorsAlone({ found, ...reasons }: VectorLeg): Legs {
  return { text: [], vectors: found, modeUsed: "semantic", ...reasons };
}

function textInstead(text: TextLeg, { fallbackReason }: VectorLeg): Legs {
  refuseFailed(text);
  return { ...textAlone(text), fallbackReason };
}

function vectorsInstead(text: TextLeg, vectors: VectorLeg): Legs {
  if (vectors.fallbackReason !== undefined) refuseFailed(text);
  return { ...vectorsAlone(vectors), fallbackReason: text.fallbackReason };
}

function refuseFailed({ fallbackReason, error }: TextLeg): void {
  if (fallbackReason !== undefined) throw databaseError(error);
}
