import { expect, it } from "vitest";
import {
  AvailabilityTest,
  type AvailabilityTestArgs,
} from "../../../../components/azure/availability.ts";
import { recordAzure, tags } from "../../../support/azure.ts";

function record(overrides: Partial<AvailabilityTestArgs> = {}) {
  return recordAzure((scope) => {
    new AvailabilityTest("availability", {
      scope,
      url: "https://app.azurewebsites.net/health",
      applicationInsightsId: "insights-id",
      actionGroupId: "people-id",
      places: 5,
      ...overrides,
    });
    return undefined;
  });
}

it("fetches the URL over TLS from five places, and is found by its Application Insights", async () => {
  const graph = await record();
  expect(graph.named("availability-test").inputs).toEqual({
    webTestName: "webtest-copilot-test",
    syntheticMonitorId: "webtest-copilot-test",
    resourceGroupName: "rg-copilot-test",
    location: "westeurope",
    tags: { ...tags, "hidden-link:insights-id": "Resource" },
    description: "The application answers from outside.",
    enabled: true,
    kind: "standard",
    webTestKind: "standard",
    frequency: 900,
    timeout: 30,
    retryEnabled: true,
    locations: [
      { location: "emea-nl-ams-azr" },
      { location: "emea-gb-db3-azr" },
      { location: "emea-fr-pra-edge" },
      { location: "us-va-ash-azr" },
      { location: "apac-sg-sin-azr" },
    ],
    request: {
      requestUrl: "https://app.azurewebsites.net/health",
      httpVerb: "GET",
      followRedirects: false,
      parseDependentRequests: false,
    },
    validationRules: {
      expectedHttpStatusCode: 200,
      sSLCheck: true,
      sSLCertRemainingLifetimeCheck: 7,
    },
  });
});

it("tells people when three of the places fail (97, 99)", async () => {
  const graph = await record();
  const alert = graph.named("availability-alert");
  expect(alert.inputs).toEqual({
    ruleName: "alert-copilot-test-availability",
    resourceGroupName: "rg-copilot-test",
    location: "global",
    tags,
    description: "The application cannot be reached from 3 of 5 places of the world.",
    severity: 0,
    enabled: true,
    autoMitigate: true,
    scopes: ["availability-test-id", "insights-id"],
    evaluationFrequency: "PT5M",
    windowSize: "PT15M",
    criteria: {
      odataType: "Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria",
      componentId: "insights-id",
      webTestId: "availability-test-id",
      failedLocationCount: 3,
    },
    actions: [{ actionGroupId: "people-id" }],
  });
  const component = graph.named("availability").urn;
  expect(alert.parent).toBe(component);
  expect(graph.named("availability-test").parent).toBe(component);
});

it("asks from one place alone when asked, whose word then counts", async () => {
  const graph = await record({ places: 1 });
  expect(graph.named("availability-test").inputs.locations).toEqual([
    { location: "emea-nl-ams-azr" },
  ]);
  expect(graph.named("availability-alert").inputs).toMatchObject({
    description: "The application cannot be reached from 1 of 1 places of the world.",
    criteria: { failedLocationCount: 1 },
  });
});

it("runs more often when asked", async () => {
  const graph = await record({ frequencySeconds: 300 });
  expect(graph.named("availability-test").inputs.frequency).toBe(300);
});
