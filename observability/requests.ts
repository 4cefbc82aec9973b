import { chatApp } from "../app/service.ts";

const { healthPath, readyPath, metricsPath } = chatApp;

/** Routes of people and their tools; what machines ask every few seconds would hide their failures. */
const routes = `route!~"${[healthPath, readyPath, metricsPath].join("|")}"`;

/** Selectors of the application's requests, wherever it runs: `job` tells one application from another. */
export const anyRequest = `copilot_http_requests_total{${routes}}`;
export const failedRequest = `copilot_http_requests_total{${routes},status_class="5xx"}`;
export const requestDurationBucket = `copilot_http_request_duration_seconds_bucket{${routes}}`;
