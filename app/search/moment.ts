import { z } from "zod";

/**
 * Milliseconds since 1970 of a day in UTC, `2026-03-12`, or of a moment, `2026-03-12T08:30:00+01:00`;
 * undefined for any other text. As the end of a period a day lasts until the next one begins.
 */
export function momentOf(text: string, edge: "start" | "end"): number | undefined {
  if (moment.safeParse(text).success) return Date.parse(text);
  if (!day.safeParse(text).success) return undefined;
  return Date.parse(text) + (edge === "end" ? dayMs : 0);
}

export const momentExample = "2026-03-12 or 2026-03-12T08:30:00Z";

const day = z.iso.date();
const moment = z.iso.datetime({ offset: true });
const dayMs = 24 * 60 * 60 * 1000;
