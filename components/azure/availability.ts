import type * as applicationinsights from "@pulumi/azure-native/applicationinsights/index.js";
import { WebTest } from "@pulumi/azure-native/applicationinsights/webTest.js";
import type * as monitor from "@pulumi/azure-native/monitor/index.js";
import { MetricAlert } from "@pulumi/azure-native/monitor/metricAlert.js";
import * as pulumi from "@pulumi/pulumi";
import { availability } from "../../dashboards/azure/alerts.ts";
import type { Scope } from "./scope.ts";

export interface AvailabilityTestArgs {
  scope: Scope;
  /** What is fetched, for example `https://app-chats.azurewebsites.net/health`. */
  url: pulumi.Input<string>;
  applicationInsightsId: pulumi.Input<string>;
  /** Who is told; see `Alerts`. */
  actionGroupId: pulumi.Input<string>;
  /** Places of the world that fetch it, 1 to 5; every run from each is billed. */
  places: number;
  /** Seconds between two runs from one place, 300, 600 or 900; default 900. Every run is billed. */
  frequencySeconds?: 300 | 600 | 900;
}

/** Fetches a URL from several places of the world, and tells people when most of them fail. */
export class AvailabilityTest extends pulumi.ComponentResource {
  constructor(name: string, args: AvailabilityTestArgs, opts?: pulumi.ComponentResourceOptions) {
    super("copilot:azure:AvailabilityTest", name, {}, opts);

    const test = new WebTest(`${name}-test`, webTestArgs(args), {
      parent: this,
    });
    new MetricAlert(`${name}-alert`, alertArgs(args, test.id), { parent: this });

    this.registerOutputs({});
  }
}

function webTestArgs(args: AvailabilityTestArgs): applicationinsights.WebTestArgs {
  const { scope, frequencySeconds = availability.frequencySeconds } = args;
  const webTestName = scope.names.of("availabilityTest");
  return {
    webTestName,
    syntheticMonitorId: webTestName,
    resourceGroupName: scope.resourceGroupName,
    location: scope.location,
    tags: testTags(args),
    description: "The application answers from outside.",
    enabled: true,
    // Ping tests are retired: https://learn.microsoft.com/azure/azure-monitor/app/availability
    kind: "standard",
    webTestKind: "standard",
    frequency: frequencySeconds,
    timeout: availability.timeoutSeconds,
    retryEnabled: true,
    locations: availability.locations.slice(0, args.places).map((location) => ({ location })),
    request: {
      requestUrl: args.url,
      httpVerb: "GET",
      followRedirects: false,
      parseDependentRequests: false,
    },
    validationRules: {
      expectedHttpStatusCode: 200,
      sSLCheck: true,
      sSLCertRemainingLifetimeCheck: availability.certificateDays,
    },
  };
}

/** Azure finds the Application Insights of a test by this tag alone. */
function testTags({ scope, applicationInsightsId }: AvailabilityTestArgs) {
  return pulumi
    .output(applicationInsightsId)
    .apply((id) => ({ ...scope.tags, [`hidden-link:${id}`]: "Resource" }));
}

function alertArgs(
  { scope, applicationInsightsId, actionGroupId, places }: AvailabilityTestArgs,
  webTestId: pulumi.Input<string>,
): monitor.MetricAlertArgs {
  // Most of them: where there are five, two may have a bad day.
  const failedPlaces = Math.floor(places / 2) + 1;
  return {
    ruleName: scope.names.of("alert", "availability"),
    resourceGroupName: scope.resourceGroupName,
    location: "global",
    tags: scope.tags,
    description: `The application cannot be reached from ${failedPlaces} of ${places} places of the world.`,
    severity: availability.severity,
    enabled: true,
    autoMitigate: true,
    scopes: [webTestId, applicationInsightsId],
    evaluationFrequency: "PT5M",
    windowSize: availability.window,
    criteria: {
      odataType: "Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria",
      componentId: applicationInsightsId,
      webTestId,
      failedLocationCount: failedPlaces,
    },
    actions: [{ actionGroupId }],
  };
}
