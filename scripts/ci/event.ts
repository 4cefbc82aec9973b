import { readFileSync } from "node:fs";
import { z } from "zod";
import { requiredVariable } from "./step.ts";

const repository = z.object({ full_name: z.string() });

const pullRequestEvent = z.object({ pull_request: z.object({ number: z.int().positive() }) });

const runEvent = z.object({
  workflow_run: z.object({
    head_sha: z.string(),
    html_url: z.url(),
    /** Null once the fork is gone. */
    head_repository: repository.nullable(),
  }),
});

/** A run of another workflow, as GitHub itself tells it. */
export interface FinishedRun {
  headSha: string;
  /** `owner/name` of the repository that the commit is from; undefined once that is gone. */
  headRepository: string | undefined;
  /** Its page. */
  url: string;
}

/** The number of the pull request that the workflow runs for. */
export function pullRequestNumber(): number {
  return pullRequestEvent.parse(payload()).pull_request.number;
}

/** The run that a `workflow_run` workflow runs for. */
export function finishedRun(): FinishedRun {
  const { head_sha, html_url, head_repository } = runEvent.parse(payload()).workflow_run;
  return { headSha: head_sha, headRepository: head_repository?.full_name, url: html_url };
}

/** Read from the file rather than handed over by the workflow, where a shell could read it as code. */
function payload(): unknown {
  return JSON.parse(readFileSync(requiredVariable("GITHUB_EVENT_PATH"), "utf8"));
}
