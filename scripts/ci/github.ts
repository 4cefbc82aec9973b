import { answerOf } from "./command.ts";
import { requiredVariable } from "./step.ts";

/**
 * Asks GitHub's REST API about this repository, with the job's own token in GH_TOKEN; a list comes whole.
 * Throws an Error with GitHub's words where it refuses.
 */
export async function gitHub<Answer>(
  method: "GET" | "POST" | "PATCH",
  path: string,
  body?: unknown,
): Promise<Answer> {
  const endpoint = `repos/${requiredVariable("GITHUB_REPOSITORY")}/${path}`;
  const args = ["api", "--method", method, endpoint];
  const text =
    body === undefined
      ? await answerOf("gh", [...args, "--paginate"])
      : await answerOf("gh", [...args, "--input", "-"], { input: JSON.stringify(body) });
  return JSON.parse(text);
}
