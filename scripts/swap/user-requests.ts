import { z } from "zod";
import type { ManagementApi } from "./management-api.ts";
import type { Count } from "./measurement.ts";

/**
 * What the people who use a site have met in the minutes from `since`, as Azure counts it: all their
 * requests, and those that were answered with 5xx. It knows a minute some two minutes after it.
 */
export async function userRequests(
  api: ManagementApi,
  siteId: string,
  since: Date,
): Promise<Count> {
  const answer = await api.read("GET", `${siteId}/providers/Microsoft.Insights/metrics`, {
    apiVersion: "2023-10-01",
    query: {
      metricnames: "Requests,Http5xx",
      aggregation: "Total",
      interval: "PT1M",
      timespan: `${since.toISOString()}/${new Date().toISOString()}`,
    },
  });
  const { value: metrics } = metricsSchema.parse(answer);
  const total = (name: string) =>
    metrics
      .filter((metric) => metric.name.value === name)
      .flatMap(({ timeseries }) => timeseries.flatMap(({ data }) => data))
      .reduce((sum, minute) => sum + (minute.total ?? 0), 0);
  return { requests: total("Requests"), failed: total("Http5xx") };
}

const metricsSchema = z.object({
  value: z.array(
    z.object({
      name: z.object({ value: z.string() }),
      timeseries: z.array(z.object({ data: z.array(z.object({ total: z.number().optional() })) })),
    }),
  ),
});
