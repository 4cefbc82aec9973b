/** What happened, when. */
export interface SwapEvent {
  /** ISO 8601. */
  time: string;
  step: Step;
  /** A sentence or a part of one, for people. */
  text: string;
  /** How it ended, with the last event. */
  outcome?: string;
}

/** In the order in which they come. */
export type Step =
  | "lock"
  | "resume"
  | "gate"
  | "measure"
  | "warm-up"
  | "swap"
  | "watch"
  | "swap-back"
  | "record"
  | "end";

export type Report = (step: Step, text: string, outcome?: string) => void;

/** The event that a report is told of now. */
export function swapEvent(step: Step, text: string, outcome?: string): SwapEvent {
  const time = new Date().toISOString();
  return { time, step, text, ...(outcome !== undefined && { outcome }) };
}

/** `12:03:04 gate       3 of 5 good answers`, for people who follow a release. */
export function eventLine({ time, step, text, outcome }: SwapEvent): string {
  const ending = outcome === undefined || outcome === "nothing to do" ? "" : `${outcome}: `;
  return `${time.slice(11, 19)} ${step.padEnd(stepWidth)} ${ending}${text}`;
}

const stepWidth = 10;
