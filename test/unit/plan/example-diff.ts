import type { Assessment } from "../../../plan/assessment.ts";
import { diffStacks } from "../../../plan/diff/stack-diff.ts";
import { costOf, evaluationOf, findingOf } from "./example-assessment.ts";
import { component, graphOf, resource } from "./example-graph.ts";

const backend = component("backend");
const plan = (sku: string) =>
  resource(
    "plan",
    { sku: { name: sku } },
    { parent: backend.urn, type: "azure-native:web:AppServicePlan" },
  );
const site = (key: string, location: string) =>
  resource(
    "site",
    { location, key },
    { parent: backend.urn, secretInputs: ["key"], isProtected: true },
  );
const store = resource(
  "store",
  { sku: { name: "LRS" } },
  { type: "azure-native:storage:StorageAccount" },
);
const page = resource(
  "page",
  { token: "hunter2-hunter2" },
  { type: "azure-native:web:StaticSite", secretInputs: ["token"] },
);

const before: Assessment = {
  cost: costOf(
    [
      [plan("B1"), 12.41],
      [store, 2],
    ],
    { freeUsd: 0, budgetUsd: 40 },
  ),
  evaluation: evaluationOf([["error", "azure-old", "store"]]),
};
const after: Assessment = {
  cost: costOf([[plan("P1v2"), 83.95]], { freeUsd: 0, budgetUsd: 40 }),
  evaluation: evaluationOf(
    [
      ["error", "azure-new", "plan"],
      ["warning", "waiver-unused", "azure-old"],
    ],
    [{ ...findingOf("info", "azure-known", "plan"), reason: "It is cheap." }],
  ),
};

/** One change of every kind that a report shows, and a secret that is another one. */
export const exampleDiff = diffStacks(
  {
    graph: graphOf([backend, plan("B1"), site("hunter1-hunter1", "west"), store], {
      outputs: { url: "https://a" },
    }),
    assessment: before,
  },
  {
    graph: graphOf([backend, plan("P1v2"), site("hunter3-hunter3", "north"), page], {
      outputs: { url: "https://b" },
    }),
    assessment: after,
  },
  "main (64b5202)",
);

export const exampleSecrets = /hunter/;
