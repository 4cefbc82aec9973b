import type { TierName } from "../stacks/tiers.ts";
import type { Finding } from "./evaluate.ts";
import type { Waiver } from "./waivers.ts";

export type WaivedFinding = Finding & {
  /** Why nothing has to change. */
  reason: string;
};

/**
 * Parts what has to change from what need not. An expired waiver waives nothing, and is a finding
 * itself, as is one of this tier that has nothing to waive. Without a tier those of tiers are left
 * out. `today` is an ISO date.
 */
export function waive(
  found: Finding[],
  waivers: readonly Waiver[],
  tier: TierName | undefined,
  today: string,
): { findings: Finding[]; waived: WaivedFinding[] } {
  const own = waivers.filter(
    ({ tiers }) => tiers === undefined || (tier !== undefined && tiers.includes(tier)),
  );
  const inForce = own.filter(({ expires }) => today <= expires);
  const waiverOf = (finding: Finding) => inForce.find((waiver) => covers(waiver, finding));
  const used = new Set(found.map(waiverOf));
  return {
    findings: [
      ...found.filter((finding) => !waiverOf(finding)),
      ...own.filter((waiver) => !inForce.includes(waiver)).map(expiredFinding),
      ...inForce.filter((waiver) => !used.has(waiver)).map(unusedFinding),
    ],
    waived: found.flatMap((finding) => {
      const reason = waiverOf(finding)?.reason;
      return reason === undefined ? [] : [{ ...finding, reason }];
    }),
  };
}

function covers({ policy, resource }: Waiver, finding: Finding): boolean {
  if (policy !== finding.policy) return false;
  if (resource === undefined) return true;
  return typeof resource === "string"
    ? resource === finding.resource
    : resource.test(finding.resource);
}

function expiredFinding({ policy, expires }: Waiver): Finding {
  return {
    policy: "waiver-expired",
    title: "Waivers are reviewed before they expire",
    severity: "error",
    resource: policy,
    path: "expires",
    found: JSON.stringify(expires),
  };
}

function unusedFinding({ policy, resource = "every resource" }: Waiver): Finding {
  return {
    policy: "waiver-unused",
    title: "Waivers are taken away with what they waive",
    severity: "warning",
    resource: policy,
    path: "resource",
    found: String(resource),
  };
}
