import { packageSetting } from "../../components/azure/app-settings.ts";
import { settingsProperty } from "./app-settings.ts";
import type { Difference } from "./difference.ts";

/** A difference that is none: reviewed, and never told as drift. */
export interface KnownNoise {
  /** Type of the resource, for example `azure-native:web:WebApp`. */
  type: string;
  /** Path of the property, with `[*]` for any place in a list; everything below it counts too. */
  property: string;
  /** Why it differs without anybody having changed it. */
  reason: string;
}

export const knownNoise: KnownNoise[] = [
  {
    type: "azure-native:web:WebApp",
    property: "siteConfig.appSettings",
    reason: "a refresh does not read app settings; they are compared by themselves",
  },
  {
    type: "azure-native:web:WebAppSlot",
    property: "siteConfig.appSettings",
    reason: "a refresh does not read app settings; they are compared by themselves",
  },
  {
    type: "azure-native:web:WebAppSlot",
    property: `${settingsProperty}.${packageSetting}`,
    reason: "a swap leaves in the slot what production ran before; the next update packs it anew",
  },
  {
    type: "azure-native:monitor:DiagnosticSetting",
    property: "logs[*].retentionPolicy",
    reason: "Azure answers a retention of its own, which it does not keep to any more",
  },
  {
    type: "azure-native:monitor:DiagnosticSetting",
    property: "metrics[*].retentionPolicy",
    reason: "Azure answers a retention of its own, which it does not keep to any more",
  },
];

/** Why a difference is no drift; undefined where it is one. */
export function noiseReason({ type, property }: Difference, known = knownNoise) {
  if (property === undefined) return undefined;
  const path = property.replace(/\[\d+\]/g, "[*]");
  return known.find((noise) => noise.type === type && isWithin(path, noise.property))?.reason;
}

function isWithin(path: string, property: string): boolean {
  return path.startsWith(property) && /^($|[.[])/.test(path.slice(property.length));
}
