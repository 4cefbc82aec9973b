import { createHash } from "node:crypto";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { z } from "zod";
import type { ManagementApi } from "../swap/management-api.ts";
import { type Difference, nameOf } from "./difference.ts";

/** App settings as they may be told: values as hashes, which are compared and shown nowhere. */
export type SettingPrints = Map<string, SettingPrint>;

interface SettingPrint {
  sha256: string;
  /** The value where it is a reference to a secret and no secret itself. */
  reference: string | undefined;
}

/** A site or slot of the stack, with the settings that its last update gave it. */
export interface WantedSettings {
  resource: string;
  type: string;
  /** Resource id, for example `/subscriptions/…/sites/app-chats`. */
  id: string;
  settings: SettingPrints;
}

/** Reads from the state of `stack` what its sites and slots are to be set to. */
export async function wantedSettings(stack: Stack): Promise<WantedSettings[]> {
  const { deployment } = await stack.exportStack();
  return deploymentSchema
    .parse(deployment ?? {})
    .resources.filter(({ type }) => siteTypes.includes(type))
    .map((resource) => {
      const { urn, type, id, inputs } = siteSchema.parse(plain(resource));
      const values = inputs.siteConfig.appSettings.map(({ name, value }) => [name, value] as const);
      return { resource: nameOf(urn), type, id, settings: printsOf(values) };
    });
}

/**
 * Compares the settings of a site or slot on Azure with what the stack wants: a refresh of the engine
 * does not see them (https://github.com/pulumi/pulumi-azure-native/issues/4263).
 */
export async function settingDifferences(
  api: ManagementApi,
  { resource, type, id, settings: wanted }: WantedSettings,
): Promise<Difference[]> {
  const answer = await api.read("POST", `${id}/config/appsettings/list`);
  const live = printsOf(Object.entries(liveSchema.parse(answer).properties));
  const names = [...new Set([...wanted.keys(), ...live.keys()])].toSorted();
  return names.flatMap((name): Difference[] => {
    const [is, was] = [live.get(name), wanted.get(name)];
    if (is?.sha256 === was?.sha256) return [];
    const references = { wanted: was?.reference, live: is?.reference };
    const isTold = references.wanted !== undefined || references.live !== undefined;
    const property = `${settingsProperty}.${name}`;
    const kind = was === undefined ? "added" : is === undefined ? "gone" : "changed";
    return [{ resource, type, property, kind, ...(isTold && { references }) }];
  });
}

/** Begins the path of a setting, which is none of the properties that the engine compares. */
export const settingsProperty = "appSettings";

const siteTypes = ["azure-native:web:WebApp", "azure-native:web:WebAppSlot"];

function printsOf(values: (readonly [string, string])[]): SettingPrints {
  return new Map(values.map(([name, value]) => [name, printOf(value)]));
}

function printOf(value: string): SettingPrint {
  const isReference = /^@Microsoft\.KeyVault\([^()]*\)$/.test(value);
  const sha256 = createHash("sha256").update(value).digest("hex");
  return { sha256, reference: isReference ? value : undefined };
}

/** How the engine marks a secret in its state: sdk/go/common/resource/sig.SecretSig. */
const secretSignature = { key: "4dabf18193072939515e22adb298388d", plaintext: "plaintext" };

/** The value with every secret of the state's form replaced by what it holds. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const { [secretSignature.key]: mark, [secretSignature.plaintext]: secret } = Object(value);
  if (mark !== undefined && typeof secret === "string") return plain(JSON.parse(secret));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

const deploymentSchema = z.object({
  resources: z.array(z.looseObject({ type: z.string() })).default([]),
});

const siteSchema = z.object({
  urn: z.string(),
  type: z.string(),
  id: z.string(),
  inputs: z.object({
    siteConfig: z.object({
      appSettings: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
    }),
  }),
});

const liveSchema = z.object({ properties: z.record(z.string(), z.string()) });
