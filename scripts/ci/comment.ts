import { parseArgs } from "node:util";
import { readContributions } from "./comment/contribution.ts";
import { post, reasonNotToPost } from "./comment/post.ts";
import { commentText } from "./comment/text.ts";
import { finishedRun } from "./event.ts";
import { runStep } from "./step.ts";

/**
 * Posts what a run for a pull request left in the folder, as one comment that later runs update. The run
 * may be a fork's: its artefacts are data that is checked, its code is not here.
 */
await runStep(async () => {
  const [folder = ""] = parseArgs({ allowPositionals: true }).positionals;
  const told = readContributions(folder);
  if (told === undefined) return tell("The run left nothing to post.");
  const run = finishedRun();
  const reason = await reasonNotToPost(told.pullRequest, run);
  if (reason !== undefined) return tell(`Nothing is posted: ${reason}.`);
  const body = commentText({ ...told, headSha: run.headSha, runUrl: run.url });
  tell(`The comment on #${told.pullRequest} is ${await post(told.pullRequest, body)}.`);
});

function tell(line: string) {
  process.stdout.write(`${line}\n`);
}
