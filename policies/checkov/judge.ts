import type { TierName } from "../../stacks/tiers.ts";
import type { Evaluation, Finding } from "../evaluate.ts";
import { policies } from "../policies.ts";
import { type WaivedFinding, waive } from "../waiving.ts";
import { checkovWaivers } from "./waivers.ts";

/**
 * Judges what Checkov found in the template of a tier. What is waived for a policy of ours that has
 * the same source is waived here for the same reason; the rest needs a waiver of its own.
 */
export function judgeCheckov(
  found: Finding[],
  { waived }: Pick<Evaluation, "waived">,
  tier: TierName,
  today: string,
): { findings: Finding[]; waived: WaivedFinding[] } {
  const known = found.flatMap((finding) => {
    const own = waived.find((one) => isSameAs(one, finding));
    return own ? [{ finding, reason: own.reason }] : [];
  });
  const rest = found.filter((finding) => !known.some((one) => one.finding === finding));
  const judged = waive(rest, checkovWaivers, tier, today);
  return {
    findings: judged.findings,
    waived: [...known.map(({ finding, reason }) => ({ ...finding, reason })), ...judged.waived],
  };
}

function isSameAs(own: Finding, finding: Finding): boolean {
  if (own.resource !== finding.resource) return false;
  return policies.some(({ id, sources }) => id === own.policy && sources.includes(finding.policy));
}
