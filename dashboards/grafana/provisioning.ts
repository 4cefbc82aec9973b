import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { stringify } from "yaml";
import type { ServiceFile } from "../../services/types.ts";
import { grafanaDashboards } from "./dashboards.ts";
import { datasources } from "./datasources.ts";
import { overview } from "./names.ts";

export interface GrafanaFilesArgs {
  /** Where Grafana itself reaches each, for example `http://prometheus:9090`. */
  urls: Record<keyof typeof datasources, string>;
  /** Longest time between two scrapes, so that rates look far enough back. */
  scrapeIntervalSeconds: number;
}

/** Where Grafana looks for what it is provisioned with; its own default. */
const provisioningFolder = "/etc/grafana/provisioning";

const dashboardFolder = "/etc/grafana/dashboards";

/** The dashboard to open first, for `GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH`. */
export const homeDashboardPath = dashboardPath(overview);

/** What Grafana reads at its start: data sources, and dashboards that only a change here changes. */
export function grafanaFiles(args: GrafanaFilesArgs): ServiceFile[] {
  return [
    yamlFile("datasources/copilot.yaml", datasourceProvisioning(args)),
    yamlFile("dashboards/copilot.yaml", dashboardProvisioning()),
    ...grafanaDashboards().map((dashboard) => ({
      path: dashboardPath(dashboard),
      content: JSON.stringify(dashboard),
    })),
  ];
}

function dashboardPath({ uid }: Pick<Dashboard, "uid">): string {
  return `${dashboardFolder}/${uid}.json`;
}

function yamlFile(name: string, content: object): ServiceFile {
  return { path: `${provisioningFolder}/${name}`, content: stringify(content) };
}

/** Source: https://grafana.com/docs/grafana/latest/administration/provisioning/#data-sources */
function datasourceProvisioning({ urls, scrapeIntervalSeconds }: GrafanaFilesArgs) {
  const { prometheus, loki, alertmanager } = datasources;
  const common = { access: "proxy", orgId: 1, editable: false };
  return {
    apiVersion: 1,
    datasources: [
      {
        name: "Prometheus",
        ...prometheus,
        ...common,
        url: urls.prometheus,
        isDefault: true,
        jsonData: {
          httpMethod: "POST",
          prometheusType: "Prometheus",
          timeInterval: `${scrapeIntervalSeconds}s`,
          alertmanagerUid: alertmanager.uid,
        },
      },
      {
        name: "Loki",
        ...loki,
        ...common,
        url: urls.loki,
        jsonData: { derivedFields: [requestLink] },
      },
      {
        name: "Alertmanager",
        ...alertmanager,
        ...common,
        url: urls.alertmanager,
        jsonData: { implementation: "prometheus", handleGrafanaManagedAlerts: false },
      },
    ],
  };
}

/** From a line of the application to every line of the same request. */
const requestLink = {
  name: "request",
  matcherRegex: '"requestId":"([^"]+)"',
  datasourceUid: datasources.loki.uid,
  urlDisplayLabel: "Lines of this request",
  // Twice the sign, because Grafana puts its environment into this file.
  url: `{service=~".+"} |= \`$$\{__value.raw}\``,
};

/** Source: https://grafana.com/docs/grafana/latest/administration/provisioning/#dashboards */
function dashboardProvisioning() {
  return {
    apiVersion: 1,
    providers: [
      {
        name: "copilot",
        orgId: 1,
        folder: "Copilot",
        folderUid: "copilot",
        type: "file",
        allowUiUpdates: false,
        options: { path: dashboardFolder },
      },
    ],
  };
}
