import { all, type Belongs, companion, dependent, property } from "../checks.ts";
import { type Condition, equals, isSet } from "../conditions.ts";
import type { Check } from "../policy.ts";

const blobs = "/blobServices/default";

/** Sends this group of its logs to a workspace. */
export function diagnosed(isRightGroup: Condition): Check {
  return sendsLogs(isRightGroup, dependent, "DiagnosticSetting");
}

/** Sends the logs of its blobs to a workspace: those of the account itself do not hold them. */
export function blobsDiagnosed(isRightGroup: Condition): Check {
  const ofBlobs: Belongs = (setting, account) =>
    dependent(setting, account) && String(setting.inputs.resourceUri).endsWith(blobs);
  return sendsLogs(isRightGroup, ofBlobs, `DiagnosticSetting ${blobs}`);
}

function sendsLogs(isRightGroup: Condition, belongs: Belongs, missing: string): Check {
  return companion(
    "azure-native:monitor:DiagnosticSetting",
    belongs,
    all(
      property("workspaceId", isSet),
      property("logs[0].enabled", equals(true)),
      property("logs[0].categoryGroup", isRightGroup),
    ),
    missing,
  );
}
