/**
 * The one of `types` that a client with this `Accept` header wants most; of equals, and where it wants
 * none or says nothing, the first. See RFC 9110, section 12.5.1.
 */
export function preferredType<Type extends string>(
  accept: string | undefined,
  types: readonly [Type, ...Type[]],
): Type {
  const ranges = (accept ?? "*/*").split(",").map(mediaRange);
  return types.reduce((best, type) =>
    quality(ranges, type) > quality(ranges, best) ? type : best,
  );
}

interface MediaRange {
  type: string;
  quality: number;
}

function mediaRange(text: string): MediaRange {
  const [type = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
  const quality = weight === undefined ? 1 : Number(weight);
  return { type, quality: quality >= 0 && quality <= 1 ? quality : 0 };
}

/** What the most specific range says that has the type in it; 0 without one. */
function quality(ranges: MediaRange[], type: string): number {
  const patterns = [type, type.replace(/\/.*/, "/*"), "*/*"];
  const specific = patterns.flatMap((pattern) => ranges.filter((range) => range.type === pattern));
  return specific[0]?.quality ?? 0;
}
