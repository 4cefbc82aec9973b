import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { chatApp } from "../../app/service.ts";
import { alertAnnotation, importAnnotation, startAnnotation } from "./annotations.ts";
import { dashboard } from "./dashboard.ts";
import { overview, sessions } from "./names.ts";
import { answersRow } from "./sessions/answers.ts";
import { collectingRow } from "./sessions/collecting.ts";
import { contentRow } from "./sessions/content.ts";
import { growthRow } from "./sessions/growth.ts";
import { keptRow } from "./sessions/kept.ts";
import { logRow } from "./sessions/logs.ts";
import { processRow } from "./sessions/process.ts";
import { requestRow } from "./sessions/requests.ts";
import { searchRow } from "./sessions/search.ts";
import { applicationVariable, levelsVariable, routesVariable, textVariable } from "./variables.ts";

/** One application from what it keeps to what it logs. */
export function sessionsDashboard(): Dashboard {
  return dashboard({
    ...sessions,
    description: "One application: what it keeps, how it is searched and served, what it logs.",
    sibling: overview,
    variables: [
      applicationVariable(chatApp.name),
      routesVariable(),
      levelsVariable(),
      textVariable(),
    ],
    annotations: [alertAnnotation(), startAnnotation(), importAnnotation()],
    rows: [
      keptRow(),
      growthRow(),
      contentRow(),
      collectingRow(),
      searchRow(),
      answersRow(),
      requestRow(),
      processRow(),
      logRow(),
    ],
  });
}
