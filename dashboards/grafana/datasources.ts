/** What a panel names its data source by. */
export interface DatasourceRef {
  type: string;
  uid: string;
}

/**
 * Data sources that the dashboards ask. A uid must never change: Grafana then stops reading the rest of
 * the provisioning file and still starts (https://github.com/grafana/grafana/issues/110740).
 */
export const datasources = {
  prometheus: { type: "prometheus", uid: "prometheus" },
  loki: { type: "loki", uid: "loki" },
  alertmanager: { type: "alertmanager", uid: "alertmanager" },
} as const satisfies Record<string, DatasourceRef>;
