import { type Example, propertyExample, resource, urnOf } from "./example.ts";

const group = "resources:ResourceGroup";
const tagged = (tags: object) => [resource("keyvault:Secret", { tags })];
const lock = (level: string) => [
  resource(group),
  resource("authorization:ManagementLockByScope", { level }, { dependencies: [urnOf(group)] }),
];

export const everyResourceExamples: Example[] = [
  {
    policy: "azure-resource-tags",
    good: tagged({ env: "dev", owner: "team", costCentre: "c1" }),
    bad: tagged({ env: "dev", owner: "team" }),
    path: "tags.costCentre",
  },
  {
    policy: "azure-resource-name-prefix",
    good: [resource(group, { resourceGroupName: "rg-chats" })],
    bad: [resource(group, { resourceGroupName: "chats" })],
    path: "resourceGroupName",
  },
  propertyExample(
    "azure-subnet-name-prefix",
    "network:VirtualNetwork",
    "subnets[0].name",
    "snet-web",
    "web",
  ),
  {
    policy: "azure-group-lock",
    good: lock("CanNotDelete"),
    bad: lock("ReadOnly"),
    path: "level",
  },
];
