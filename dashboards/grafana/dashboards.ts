import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { overviewDashboard } from "./overview.ts";
import { sessionsDashboard } from "./sessions.ts";

/** Every dashboard that Grafana gets. */
export function grafanaDashboards(): Dashboard[] {
  return [overviewDashboard(), sessionsDashboard()];
}
