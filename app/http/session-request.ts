import { z } from "zod";
import { filterFields, isForward } from "./filters.ts";
import { wholeNumberText } from "./validation.ts";

/** Query string of a listing: of the sessions that have a message which fits every filter. */
export const sessionPage = z
  .strictObject({
    limit: wholeNumberText(1, 200).default(50),
    offset: wholeNumberText(0, 1_000_000_000).default(0),
    ...filterFields,
  })
  .refine(isForward, {
    path: ["to"],
    error: "not after from, so no message can fit; swap the two",
  })
  .transform(({ limit, offset, ...filter }) => ({ limit, offset, filter }));

/** Query string that asks for similar sessions. */
export const similarPage = z.strictObject({ limit: wholeNumberText(1, 50).default(10) });
