import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { z } from "zod";
import { azureOutputsSchema } from "../../stacks/outputs.ts";

/** What exchanges what. */
export interface Target {
  /** Names the stack in messages. */
  stack: string;
  /** Resource id of the site, for example `/subscriptions/…/sites/app-chats`. */
  siteId: string;
  /** Resource id of its staging slot. */
  slotId: string;
  /** Where the site answers, and the slot. */
  siteUrl: string;
  slotUrl: string;
  /** Container of the packages. */
  releasesUrl: string;
}

/** Resource id of the site of `stack`; undefined while there is none. */
export async function siteIdOf(stack: Stack): Promise<string | undefined> {
  return (await readResources(stack)).find(isSite)?.id;
}

/** Reads from the state of `stack` what there is to swap. Throws where there is no site or slot. */
export async function readTarget(stack: Stack): Promise<Target> {
  const resources = await readResources(stack);
  const site = resources.find(isSite);
  if (site?.id === undefined) {
    throw new Error(`${stack.name}: its state has no site; run \`pulumi up\` before a swap`);
  }
  const slot = resources.find(({ type }) => type === "azure-native:web:WebAppSlot");
  if (slot?.id === undefined) {
    throw new Error(
      `${stack.name}: has no staging slot to swap with; an update alone releases here, or set ` +
        "stagingSlot to true, with a plan of Standard or above, and run `pulumi up`",
    );
  }
  const root = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  const { data: outputs } = outputsSchema.safeParse(root?.outputs);
  if (outputs === undefined) {
    throw new Error(`${stack.name}: has not all of its outputs; run \`pulumi up\` to its end`);
  }
  return {
    stack: stack.name,
    siteId: site.id,
    slotId: slot.id,
    siteUrl: outputs.apiUrl,
    slotUrl: outputs.stagingApiUrl,
    releasesUrl: outputs.releasesUrl,
  };
}

async function readResources(stack: Stack) {
  const { deployment } = await stack.exportStack();
  return deploymentSchema.parse(deployment ?? {}).resources;
}

function isSite({ type }: { type: string }): boolean {
  return type === "azure-native:web:WebApp";
}

const deploymentSchema = z.object({
  resources: z
    .array(
      z.object({ type: z.string(), id: z.string().optional(), outputs: z.unknown().optional() }),
    )
    .default([]),
});

const { apiUrl, stagingApiUrl, releasesUrl } = azureOutputsSchema.shape;
const outputsSchema = z.object({
  apiUrl,
  stagingApiUrl: stagingApiUrl.unwrap(),
  releasesUrl,
});
