import type { RecordedResource } from "../../plan/graph.ts";
import type { Condition } from "../conditions.ts";
import type { Check } from "../policy.ts";
import { listAt, valueAt } from "../property-path.ts";
import { webApp } from "./site.ts";

const stickyNames = "azure-native:web:WebAppSlotConfigurationNames";

/** The package is the one difference that a swap is there to move. */
const swapped = "WEBSITE_RUN_FROM_PACKAGE";

/** The app setting of that name is as expected. */
export function appSetting(name: string, isRight: Condition): Check {
  return (resource) => {
    const index = settingNames(resource).indexOf(name);
    if (index === -1) {
      return [{ resource, path: "siteConfig.appSettings", found: `no ${name}` }];
    }
    const path = `siteConfig.appSettings[${index}].value`;
    return isRight(valueAt(resource.inputs, path)) ? [] : [{ resource, path }];
  };
}

/** Settings of slot and site that are not the same are sticky. */
export const differencesStay: Check = (slot, graph) => {
  const ofSite = (type: string) =>
    graph.resources.find((other) => other.type === type && other.inputs.name === slot.inputs.name);
  const site = ofSite(webApp);
  const names = ofSite(stickyNames);
  if (!site || !names) return [{ resource: slot, path: "WebAppSlotConfigurationNames" }];
  const sticky = listAt(names.inputs, "appSettingNames");
  const [slotSettings, siteSettings] = [settings(slot), settings(site)];
  return [...new Set([...slotSettings.keys(), ...siteSettings.keys()])]
    .filter((name) => name !== swapped && slotSettings.get(name) !== siteSettings.get(name))
    .filter((name) => !sticky.includes(name))
    .map((name) => ({ resource: names, path: "appSettingNames", found: `no ${name}` }));
};

function settingNames({ inputs }: RecordedResource): unknown[] {
  return listAt(inputs, "siteConfig.appSettings").map((setting) => valueAt(setting, "name"));
}

function settings({ inputs }: RecordedResource): Map<string, unknown> {
  const list = listAt(inputs, "siteConfig.appSettings");
  return new Map(
    list.map((setting) => [String(valueAt(setting, "name")), valueAt(setting, "value")]),
  );
}
