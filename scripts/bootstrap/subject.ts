import type { Operator } from "../operator.ts";

interface SubjectFormat {
  use_default: boolean;
  include_claim_keys?: string[];
  /** `repo:<owner>@<id>/<name>@<id>` where subjects have ids that survive renaming. */
  sub_claim_prefix?: string | null;
}

/**
 * How GitHub's tokens for jobs of an environment name themselves, up to the environment. Repositories made,
 * renamed or moved since 15 July 2026 have ids in it, so that GitHub is asked. Source:
 * https://docs.github.com/en/actions/reference/security/oidc, "Immutable subject claims".
 */
export async function subjectPrefix(operator: Operator, repository: string): Promise<string> {
  const path = `repos/${repository}/actions/oidc/customization/sub`;
  const format = await operator.ask<SubjectFormat>("gh", ["api", path]);
  const keys = format.include_claim_keys ?? [];
  if (!format.use_default && keys.join() !== "repo,context") {
    throw new Error(
      `${repository}: its tokens have a subject of their own, got ${keys.join(", ")}; set it back with ` +
        `\`gh api --method PUT ${path} -F use_default=true\``,
    );
  }
  return format.sub_claim_prefix ?? `repo:${repository}`;
}
