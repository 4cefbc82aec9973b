import { databaseExamples } from "./database.ts";
import { dockerExamples } from "./docker.ts";
import { everyResourceExamples } from "./every-resource.ts";
import type { Example } from "./example.ts";
import { monitoringExamples } from "./monitoring.ts";
import { networkExamples } from "./network.ts";
import { planExamples, slotExamples } from "./plan-and-slot.ts";
import { siteExamples } from "./site.ts";
import { staticSiteExamples } from "./static-site.ts";
import { storageExamples } from "./storage.ts";
import { vaultExamples } from "./vault.ts";

export const examples: Example[] = [
  ...siteExamples,
  ...planExamples,
  ...slotExamples,
  ...databaseExamples,
  ...storageExamples,
  ...vaultExamples,
  ...monitoringExamples,
  ...staticSiteExamples,
  ...networkExamples,
  ...everyResourceExamples,
  ...dockerExamples,
];
