import { describe, expect, it } from "vitest";
import { knownNoise, noiseReason } from "../../../../scripts/drift/known-noise.ts";
import golden from "../../../golden/prod.json" with { type: "json" };

/** For each entry a difference that it is about, as a provider or the comparison of settings words it. */
const examples: Record<string, string> = {
  "azure-native:web:WebApp siteConfig.appSettings": "siteConfig.appSettings[3].value",
  "azure-native:web:WebAppSlot siteConfig.appSettings": "siteConfig.appSettings",
  "azure-native:web:WebAppSlot appSettings.WEBSITE_RUN_FROM_PACKAGE":
    "appSettings.WEBSITE_RUN_FROM_PACKAGE",
  "azure-native:monitor:DiagnosticSetting logs[*].retentionPolicy": "logs[0].retentionPolicy.days",
  "azure-native:monitor:DiagnosticSetting metrics[*].retentionPolicy":
    "metrics[12].retentionPolicy",
};

const differing = (type: string, property: string | undefined) =>
  noiseReason({ resource: "some", type, property, kind: "changed" });

describe("known noise", () => {
  it("has an example for each entry, and no other", () => {
    const entries = knownNoise.map(({ type, property }) => `${type} ${property}`);
    expect(entries).toEqual(Object.keys(examples));
  });

  it.each(knownNoise)("passes over $property of $type, and over nothing beside it", (noise) => {
    const example = examples[`${noise.type} ${noise.property}`];
    expect(differing(noise.type, example)).toBe(noise.reason);
    expect(differing(noise.type, `${noise.property}Other`)).toBeUndefined();
    expect(differing(noise.type, noise.property.split(/[.[]/)[0])).toBeUndefined();
    expect(differing("azure-native:resources:ResourceGroup", example)).toBeUndefined();
  });

  it.each(knownNoise)("names $type, of which prod has one", ({ type }) => {
    const urns = golden.resources.map(({ urn }) => urn);
    expect(urns.filter((urn) => urn.split("::")[0]?.endsWith(type))).not.toEqual([]);
  });

  it("is never a resource that is gone", () => {
    for (const { type } of knownNoise) expect(differing(type, undefined)).toBeUndefined();
  });

  it("is not what production runs: that is the site's", () => {
    expect(
      differing("azure-native:web:WebApp", "appSettings.WEBSITE_RUN_FROM_PACKAGE"),
    ).toBeUndefined();
  });
});
