import type { Duration } from "../../../../observability/rules.ts";

/** What an alert does about series. */
export interface AlertCase {
  alert: string;
  /** Ends the sentence that begins with the alert. */
  name: string;
  /** Samples in promtool's notation by series. */
  series: Record<string, string>;
  /** Time from sample to sample; default `1m`. */
  every?: Duration;
  /** Time since the first sample. */
  at: Duration;
  /** Alerts of this name that fire then; default none. */
  firing?: Firing[];
}

export interface Firing {
  /** Without the severity, which the rule says. */
  labels: Record<string, string>;
  description: string;
}

/** What a recording rule has recorded. */
export interface RecordingCase {
  record: string;
  /** Sentence about what is recorded. */
  name: string;
  series: Record<string, string>;
  at: Duration;
  /** Every series that is there then, to four decimal places, by its labels. */
  samples: Record<string, number>;
}

/** What is known of a group of rules. */
export interface Subject {
  alerts: AlertCase[];
  recordings?: RecordingCase[];
  /** Time from evaluation to evaluation; default `1m`. */
  evaluateEvery?: Duration;
}
