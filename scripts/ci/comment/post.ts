import type { FinishedRun } from "../event.ts";
import { gitHub } from "../github.ts";
import { marker } from "./text.ts";

/** Why nothing may be posted; undefined when the run belongs to the pull request as it is now. */
export async function reasonNotToPost(
  number: number,
  run: FinishedRun,
): Promise<string | undefined> {
  const { state, head } = await gitHub<PullRequest>("GET", `pulls/${number}`);
  if (head.repo?.full_name !== run.headRepository || run.headRepository === undefined) {
    throw new Error(
      `#${number}: is from ${head.repo?.full_name}, but the run is from ${run.headRepository}; ` +
        "an artefact says for which pull request it is, and this one lies",
    );
  }
  if (state !== "open") return `#${number} is ${state}`;
  if (head.sha !== run.headSha) return `#${number} has a newer commit, whose own run comments`;
  return undefined;
}

interface PullRequest {
  state: string;
  head: { sha: string; repo: { full_name: string } | null };
}

/** Writes the one comment of the workflows on a pull request, anew or in place of the last. */
export async function post(number: number, body: string): Promise<"made" | "updated"> {
  const own = await ownComment(number);
  if (own === undefined) await gitHub("POST", `issues/${number}/comments`, { body });
  else await gitHub("PATCH", `issues/comments/${own}`, { body });
  return own === undefined ? "made" : "updated";
}

interface Comment {
  id: number;
  body: string;
  user: { login: string } | null;
}

/** A person may write the marker too: only what GitHub's own bot wrote is ours to change. */
async function ownComment(number: number): Promise<number | undefined> {
  const comments = await gitHub<Comment[]>("GET", `issues/${number}/comments?per_page=100`);
  return comments.find(({ body, user }) => user?.login === botLogin && body.startsWith(marker))?.id;
}

const botLogin = "github-actions[bot]";
