import { z } from "zod";

/**
 * Classic dashboards as Grafana 13 reads them, as far as ours go; anything else is refused. Source: the
 * types of the Foundation SDK, which leave options, overrides and transformations open.
 */
const datasource = z.strictObject({ type: z.string(), uid: z.string() });
const gridPos = z.strictObject({ x: z.int(), y: z.int(), w: z.int(), h: z.int() });

const prometheusTarget = z.strictObject({
  datasource,
  refId: z.string(),
  expr: z.string(),
  legendFormat: z.string().optional(),
  range: z.boolean(),
  instant: z.boolean(),
  interval: z.literal("30s").optional(),
  format: z.literal("table").optional(),
});

const lokiTarget = z.strictObject({
  datasource,
  refId: z.string(),
  expr: z.string(),
  legendFormat: z.string().optional(),
  queryType: z.literal("range"),
  maxLines: z.int().optional(),
});

const fieldConfig = z.strictObject({
  defaults: z.strictObject({
    unit: z.string().optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    decimals: z.int().optional(),
    noValue: z.string().optional(),
    color: z.strictObject({ mode: z.string(), fixedColor: z.string().optional() }).optional(),
    mappings: z.array(z.object({ type: z.literal("value") })).optional(),
    thresholds: z
      .strictObject({
        mode: z.literal("absolute"),
        steps: z.array(z.strictObject({ value: z.number().nullable(), color: z.string() })).min(1),
      })
      .optional(),
    custom: z.object().optional(),
  }),
  overrides: z.array(
    z.strictObject({
      matcher: z.strictObject({ id: z.literal("byName"), options: z.string() }),
      properties: z.array(
        z.strictObject({ id: z.literal("custom.axisPlacement"), value: z.literal("right") }),
      ),
    }),
  ),
});

const panel = z.strictObject({
  id: z.int(),
  type: z.enum(["stat", "timeseries", "state-timeline", "table", "logs"]),
  title: z.string(),
  description: z.string(),
  transparent: z.literal(false),
  repeatDirection: z.literal("h"),
  gridPos,
  datasource,
  targets: z.array(z.union([prometheusTarget, lokiTarget])).min(1),
  options: z.object(),
  fieldConfig: fieldConfig.optional(),
  transformations: z
    .array(z.strictObject({ id: z.literal("organize"), options: z.object() }))
    .optional(),
});

const row = z.strictObject({
  id: z.int(),
  type: z.literal("row"),
  title: z.string(),
  collapsed: z.literal(false),
  panels: z.tuple([]),
  gridPos,
});

const variable = z.object({
  type: z.enum(["query", "custom", "textbox"]),
  name: z.string(),
  label: z.string(),
  description: z.string(),
  current: z.strictObject({
    text: z.union([z.string(), z.array(z.string())]),
    value: z.union([z.string(), z.array(z.string())]),
  }),
});

const annotation = z.object({
  name: z.string(),
  enable: z.boolean(),
  iconColor: z.string(),
  datasource,
  target: prometheusTarget,
});

export const dashboardSchema = z.strictObject({
  uid: z.string().max(40),
  title: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  schemaVersion: z.literal(42),
  editable: z.boolean(),
  timezone: z.literal("browser"),
  fiscalYearStartMonth: z.literal(0),
  graphTooltip: z.literal(2),
  time: z.strictObject({ from: z.string(), to: z.string() }),
  refresh: z.string(),
  links: z.array(z.object({ type: z.literal("link"), title: z.string(), url: z.string() })),
  templating: z.strictObject({ list: z.array(variable) }),
  annotations: z.strictObject({ list: z.array(annotation) }),
  panels: z.array(z.discriminatedUnion("type", [panel, row])),
});
