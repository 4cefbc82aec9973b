import type { AppService } from "./app-service.ts";
import type { Count } from "./measurement.ts";
import type { SwapOptions } from "./options.ts";
import type { Report } from "./report.ts";
import type { ReleaseSchema } from "./schema/release-schema.ts";
import type { Target } from "./target.ts";

/** What a release works with. */
export interface ReleaseParts {
  target: Target;
  app: AppService;
  /** What the package at a URL tells of its database. */
  schemaOf(packageUrl: string): Promise<ReleaseSchema>;
  /** What users have met from a time on; undefined where Azure does not tell. */
  users(since: Date): Promise<Count | undefined>;
  /** Tells the state of the stack which package runs. */
  record(packageUrl: string): Promise<void>;
  report: Report;
  options: SwapOptions;
  /** Of the application, for `options.paths` that are not open to all. */
  apiKey: string | undefined;
  signal: AbortSignal;
}

/** What is asked for at `base`, a site or a slot. */
export function urlsOf(base: string, { options }: ReleaseParts): URL[] {
  return options.paths.map((path) => new URL(path, base));
}

/** How a release ended. */
export interface Outcome {
  kind: "live" | "nothing to do" | "undone" | "refused" | "swapped back" | "held" | "stuck";
  /** A sentence for people. */
  text: string;
}
