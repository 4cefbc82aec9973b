import type { Value } from "./expression.ts";
import type { Answer } from "./stub-commands.ts";
import type { Workflow } from "./workflow-files.ts";

/** The repository that workflows run in. */
export const repository = "acme/copilot";

/** The clone that jobs work in; `Checkout` is one. */
export interface Clone {
  folder: string;
  git(...args: string[]): string;
}

/** What sets a workflow off, and what the world answers it. */
export interface Scenario {
  /** File name, for example `deploy.yml`; or a workflow that is no file. */
  workflow: string | Workflow;
  /** Name of the event, which the workflow has to be set off by. */
  event: string;
  /** What GitHub tells of it. */
  payload?: { [key: string]: Value };
  /** Branch or tag; default `main`. */
  refName?: string;
  refType?: "branch" | "tag";
  /** Branch that a pull request goes to. */
  baseRef?: string;
  /** Variables of the repository, and of each environment by its name. */
  variables?: Record<string, string>;
  environments?: Record<string, Record<string, string>>;
  /** What commands answer that are not there for real. */
  answers?: Answer[];
  /** Outputs of jobs that count as done; default none. */
  given?: Record<string, Record<string, string>>;
  /** Folder of another run's artefacts. */
  otherArtifacts?: string;
}
