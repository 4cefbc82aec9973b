import { expect, it } from "vitest";
import { Frontend } from "../../../../components/azure/frontend.ts";
import { recordAzure, tags } from "../../../support/azure.ts";

it("is a Free site whose settings are all said, without a repository token (101-104)", async () => {
  const graph = await recordAzure((scope) => {
    const { origin, siteName } = new Frontend("frontend", { scope, location: "westeurope" });
    return { origin, siteName };
  });
  const site = graph.named("frontend-site");
  expect(site.inputs).toEqual({
    name: "stapp-copilot-test",
    resourceGroupName: "rg-copilot-test",
    location: "westeurope",
    tags,
    sku: { name: "Free", tier: "Free" },
    stagingEnvironmentPolicy: "Disabled",
    allowConfigFileUpdates: true,
  });
  expect(site.parent).toBe(graph.named("frontend").urn);
  expect(graph.outputs).toEqual({
    origin: "https://stapp-copilot-test.azurestaticapps.net",
    siteName: "stapp-copilot-test",
  });
});

it("refuses a region that has no Static Web Apps (104)", async () => {
  const program = recordAzure((scope) => {
    new Frontend("frontend", { scope, location: "northeurope" });
    return undefined;
  });
  await expect(program).rejects.toThrow(
    'location: Static Web Apps are not offered there, got "northeurope"; use one of centralus, eastasia, eastus2, westeurope, westus2',
  );
});
