import { z } from "zod";
import { priced } from "./rule.ts";
import { hoursPerMonth } from "./usage.ts";

export const privateEndpoint = priced(z.object({}), (_inputs, { usage, bill }) => [
  bill("private-endpoint", "endpoint", hoursPerMonth),
  bill("private-endpoint-inbound", "data in", usage.privateEndpointGb),
  bill("private-endpoint-outbound", "data out", usage.privateEndpointGb),
]);

export const privateZone = priced(z.object({}), (_inputs, { usage, bill }) => [
  bill("private-dns-zone", "zone", 1),
  bill("private-dns-queries", "queries", usage.dnsQueries / 1_000_000),
]);
