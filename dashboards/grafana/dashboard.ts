import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  type AnnotationQuery,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  type DashboardLink,
  DashboardLinkType,
  type Panel,
  RowBuilder,
  type VariableModel,
} from "@grafana/grafana-foundation-sdk/dashboard";

export interface DashboardFacts {
  /** At most 40 characters; part of every link to it, so it never changes. */
  uid: string;
  title: string;
  description: string;
  /** The dashboard to go to from here. */
  sibling: { uid: string; title: string };
  variables: Builder<VariableModel>[];
  annotations: Builder<AnnotationQuery>[];
  rows: Row[];
}

export interface Row {
  /**
   * Id of the row; its panels count on from it. A new panel goes last and a new row takes a free
   * hundred, so that links to panels and embedded panels stay what they are.
   */
  id: number;
  title: string;
  /** From left to right; a line is full at 24 columns. */
  panels: RowPanelBuilder[];
}

export interface RowPanelBuilder extends Builder<Panel> {
  id(id: number): Builder<Panel>;
}

/** A dashboard in the form that all of ours have. */
export function dashboard(facts: DashboardFacts): Dashboard {
  const builder = new DashboardBuilder(facts.title)
    .uid(facts.uid)
    .description(facts.description)
    .tags(["copilot"])
    .timezone("browser")
    .time({ from: "now-6h", to: "now" })
    .refresh("30s")
    .tooltip(DashboardCursorSync.Tooltip)
    .links([linkTo(facts.sibling)])
    .variables(facts.variables)
    .annotations(facts.annotations);
  for (const { id, title, panels } of facts.rows) {
    builder.withRow(new RowBuilder(title).id(id));
    panels.forEach((panel, index) => {
      builder.withPanel(panel.id(id + 1 + index));
    });
  }
  return builder.build();
}

/** The SDK's own builder hides every link in a menu. */
function linkTo({ uid, title }: DashboardFacts["sibling"]): Builder<DashboardLink> {
  return {
    build: () => ({
      title,
      type: DashboardLinkType.Link,
      icon: "dashboard",
      tooltip: `Open ${title} for the same time`,
      url: `/d/${uid}`,
      tags: [],
      asDropdown: false,
      targetBlank: false,
      includeVars: false,
      keepTime: true,
    }),
  };
}
