import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { alertAnnotation, importAnnotation, startAnnotation } from "./annotations.ts";
import { dashboard } from "./dashboard.ts";
import { overview, sessions } from "./names.ts";
import { glanceRow } from "./overview/glance.ts";
import { importRow } from "./overview/import.ts";
import { keptRow } from "./overview/kept.ts";
import { logRow } from "./overview/logs.ts";
import { machineRow } from "./overview/machine.ts";
import { searchEnginesRow } from "./overview/search-engines.ts";
import { serviceRow } from "./overview/services.ts";
import { servicesVariable } from "./variables.ts";

/** What is kept, how fresh it is, and whether what keeps it is well. */
export function overviewDashboard(): Dashboard {
  return dashboard({
    ...overview,
    description: "What is kept of the chats, how fresh it is, and whether what keeps it is well.",
    sibling: sessions,
    variables: [servicesVariable()],
    annotations: [alertAnnotation(), startAnnotation(), importAnnotation()],
    rows: [
      glanceRow(),
      keptRow(),
      importRow(),
      machineRow(),
      serviceRow(),
      searchEnginesRow(),
      logRow(),
    ],
  });
}
