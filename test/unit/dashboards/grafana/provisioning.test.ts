import { expect, it } from "vitest";
import { parse } from "yaml";
import { grafanaDashboards } from "../../../../dashboards/grafana/dashboards.ts";
import { grafanaFiles, homeDashboardPath } from "../../../../dashboards/grafana/provisioning.ts";

const args = {
  urls: {
    prometheus: "http://prometheus:9090",
    loki: "http://loki:3100",
    alertmanager: "http://alertmanager:9093",
  },
  scrapeIntervalSeconds: 15,
};
const files = grafanaFiles(args);
const contentOf = (path: string) => files.find((file) => file.path === path)?.content ?? "";

it("Grafana finds data sources, dashboards, and where the dashboards are", () => {
  expect(files.map(({ path }) => path)).toEqual([
    "/etc/grafana/provisioning/datasources/copilot.yaml",
    "/etc/grafana/provisioning/dashboards/copilot.yaml",
    "/etc/grafana/dashboards/copilot-backup-overview.json",
    "/etc/grafana/dashboards/copilot-sessions-explorer.json",
  ]);
});

it("every data source has its fixed uid and nobody changes it in the page", () => {
  const { datasources } = parse(contentOf("/etc/grafana/provisioning/datasources/copilot.yaml"));
  const common = { access: "proxy", orgId: 1, editable: false };
  expect(datasources).toEqual([
    {
      name: "Prometheus",
      type: "prometheus",
      uid: "prometheus",
      ...common,
      url: "http://prometheus:9090",
      isDefault: true,
      jsonData: {
        httpMethod: "POST",
        prometheusType: "Prometheus",
        timeInterval: "15s",
        alertmanagerUid: "alertmanager",
      },
    },
    {
      name: "Loki",
      type: "loki",
      uid: "loki",
      ...common,
      url: "http://loki:3100",
      jsonData: {
        derivedFields: [
          {
            name: "request",
            matcherRegex: '"requestId":"([^"]+)"',
            datasourceUid: "loki",
            urlDisplayLabel: "Lines of this request",
            url: `{service=~".+"} |= \`$$\{__value.raw}\``,
          },
        ],
      },
    },
    {
      name: "Alertmanager",
      type: "alertmanager",
      uid: "alertmanager",
      ...common,
      url: "http://alertmanager:9093",
      jsonData: { implementation: "prometheus", handleGrafanaManagedAlerts: false },
    },
  ]);
});

it("the dashboards come into the folder Copilot and only a change here changes them", () => {
  expect(parse(contentOf("/etc/grafana/provisioning/dashboards/copilot.yaml"))).toEqual({
    apiVersion: 1,
    providers: [
      {
        name: "copilot",
        orgId: 1,
        folder: "Copilot",
        folderUid: "copilot",
        type: "file",
        allowUiUpdates: false,
        options: { path: "/etc/grafana/dashboards" },
      },
    ],
  });
});

it("the dashboards are there as JSON, under their uid", () => {
  for (const dashboard of grafanaDashboards()) {
    const content = contentOf(`/etc/grafana/dashboards/${dashboard.uid}.json`);
    expect(JSON.parse(content)).toEqual(JSON.parse(JSON.stringify(dashboard)));
  }
});

it("the home page is a dashboard that is there", () => {
  expect(homeDashboardPath).toBe("/etc/grafana/dashboards/copilot-backup-overview.json");
  expect(contentOf(homeDashboardPath)).not.toBe("");
});

it("the files are the same bytes every time, so that nothing is replaced without a change", () => {
  expect(grafanaFiles(args)).toEqual(files);
  for (const { content } of files) expect(content).not.toMatch(/\b20\d\d-\d\d|\b1[6-9]\d{8}/);
});

it("no data source is left to be chosen when a dashboard is loaded", () => {
  for (const { content } of files) expect(content).not.toContain("${DS_");
});
