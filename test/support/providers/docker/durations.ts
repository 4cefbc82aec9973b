const unitNanoseconds: Record<string, number> = { ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/** Undefined for what Go's `time.ParseDuration` refuses, and for nothing. */
export function nanoseconds(duration: string | undefined): number | undefined {
  if (duration === undefined || !/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$|^0$/.test(duration)) {
    return undefined;
  }
  const parts = [...duration.matchAll(/([\d.]+)(ms|s|m|h)/g)];
  return parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (unitNanoseconds[unit ?? ""] ?? 0),
    0,
  );
}

/** As Go prints a `time.Duration` of whole seconds, for example `1m30s` or `1h0m0s`. */
export function goDuration(nanoseconds: number): string {
  if (nanoseconds % 1e9 !== 0) return `${nanoseconds / 1e6}ms`;
  const seconds = nanoseconds / 1e9;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  if (hours > 0) return `${hours}h${minutes}m${seconds % 60}s`;
  return minutes > 0 ? `${minutes}m${seconds % 60}s` : `${seconds}s`;
}
