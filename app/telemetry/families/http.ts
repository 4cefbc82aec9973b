import { counter, gauge, histogram } from "./family.ts";

const server = "metrics, search, api, all or probes";
const route = {
  server,
  method: "of HTTP",
  route: "pattern of a path, or unknown",
};
const requests = { ...route, status_class: "2xx, 3xx, 4xx or 5xx" };

export const httpFamilies = {
  httpRequests: counter("copilot_http_requests_total", "Requests answered.", requests),
  httpErrors: counter("copilot_http_errors_total", "Requests answered with an error, by status.", {
    ...route,
    status: "from 400 to 599",
  }),
  httpRequestDuration: histogram(
    "copilot_http_request_duration_seconds",
    "Time from the head of a request to the end of its answer.",
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    requests,
  ),
  httpRequestsInFlight: gauge(
    "copilot_http_requests_in_flight",
    "Requests that are being answered now.",
    { server },
  ),
};
