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
    description: "3 or more places of the world cannot reach the application.",
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

it("runs more often when asked", async () => {
  const graph = await record({ frequencySeconds: 300 });
  expect(graph.named("availability-test").inputs.frequency).toBe(300);
});
