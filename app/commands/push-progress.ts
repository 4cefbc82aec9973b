import type { PushProgress } from "../push/push.ts";
import { megabytes, timeLeft } from "./import-progress.ts";
import { countText, durationText, printable } from "./terminal.ts";

/** `elapsedMs` is the time since the push began. */
export function pushProgressText(
  { stage, done, toDo }: PushProgress,
  bytesSent: number,
  elapsedMs: number,
): string {
  const amount = `${done.toLocaleString("en-US")} of ${countText(toDo, "session")}`;
  if (stage === "asking") return `Asking the server what it has, ${amount}`;
  const sent = `${megabytes(bytesSent)} MB sent`;
  return [`Sending ${amount}`, sent, ...timeLeft(done, toDo, elapsedMs)].join(", ");
}

export function waitText(reason: string, waitMs: number): string {
  return printable(`${reason}; trying again in ${durationText(waitMs)}`);
}
