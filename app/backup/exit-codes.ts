/** What a process that was asked for a backup or a restore ends with. */
export const exitCodes = {
  done: 0,
  failed: 1,
  wrongUsage: 2,
  partial: 3,
  refused: 4,
  damaged: 5,
  wrongKey: 6,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What each of them means, for people. */
export const exitCodeMeanings: Record<ExitCode, string> = {
  0: "done",
  1: "failed; what was there before is as it was",
  2: "wrong usage, or a setting that is wrong",
  3: "partial: the backup is written, and lists what could not be read",
  4: "refused: the target is in use or not empty, the archive is newer, or another run is at work",
  5: "the archive is damaged, or of another product",
  6: "the key is missing or wrong",
};

/** A sentence that says why something safe to ask for is not done as things are. */
export class Refused extends Error {}

/** For the end of a command's help. */
export function exitCodeLines(): string[] {
  return Object.entries(exitCodeMeanings).map(([code, meaning]) => `  ${code}  ${meaning}`);
}
