import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import {
  FieldColorBuilder,
  FieldColorModeId,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as LogsBuilder } from "@grafana/grafana-foundation-sdk/logs";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as StateTimelineBuilder } from "@grafana/grafana-foundation-sdk/statetimeline";
import { PanelBuilder as TableBuilder } from "@grafana/grafana-foundation-sdk/table";
import { PanelBuilder as TimeSeriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { PercentUnit, Short } from "@grafana/grafana-foundation-sdk/units";
import { datasources } from "./datasources.ts";
import {
  instantTargets,
  lineTarget,
  logCountTargets,
  type Queries,
  rangeTargets,
  tableTarget,
} from "./targets.ts";

interface PanelFacts {
  title: string;
  /** What the figure is, and what to think of it. */
  description: string;
  /** Columns of the 24. */
  width: number;
}

interface FigureFacts extends PanelFacts {
  /** One of the SDK's units. */
  unit: string;
  queries: Queries;
}

/** Lines over time from 0 up; below 0 only where the data is. */
export function timeSeries({
  unit,
  queries,
  minStep,
  ...facts
}: FigureFacts & {
  /** Time between two samples, such as `30s`, where it is longer than between two scrapes. */
  minStep?: string;
}): TimeSeriesBuilder {
  return placed(new TimeSeriesBuilder(), facts, 8)
    .datasource(datasources.prometheus)
    .targets(rangeTargets(queries, minStep))
    .unit(unit)
    .axisSoftMin(0)
    .fillOpacity(10)
    .showPoints(VisibilityMode.Never)
    .legend(new VizLegendOptionsBuilder().showLegend(true))
    .tooltip(descendingTooltip());
}

/** Lines over time from 0 to 100 %, with an area where a limit is passed. */
export function shareSeries({
  limits = ["transparent"],
  ...facts
}: Omit<FigureFacts, "unit"> & { limits?: Limits }): TimeSeriesBuilder {
  return timeSeries({ ...facts, unit: PercentUnit })
    .min(0)
    .max(1)
    .thresholds(thresholds(limits))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Area));
}

/** The newest value as a number, with its course behind it. */
export function stat({ unit, queries, ...facts }: FigureFacts): StatBuilder {
  return numberPanel(facts, unit)
    .targets(rangeTargets(queries))
    .graphMode(BigValueGraphMode.Area)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor("blue"));
}

/** The newest value as a number in the color of the threshold that it has reached. */
export function ratedStat({
  unit,
  queries,
  limits,
  ...facts
}: FigureFacts & { limits: Limits }): StatBuilder {
  return numberPanel(facts, unit)
    .targets(instantTargets(queries))
    .graphMode(BigValueGraphMode.None)
    .thresholds(thresholds(limits));
}

/** A band per series, colored by its state. */
export function stateTimeline({
  unit,
  queries,
  limits,
  ...facts
}: FigureFacts & { limits: Limits }): StateTimelineBuilder {
  return placed(new StateTimelineBuilder(), facts, 10)
    .datasource(datasources.prometheus)
    .targets(rangeTargets(queries))
    .unit(unit)
    .thresholds(thresholds(limits))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .showValue(VisibilityMode.Never)
    .mergeValues(true);
}

/** A row per series and a column per label. */
export function table({ expr, ...facts }: PanelFacts & { expr: string }): TableBuilder {
  return placed(new TableBuilder(), facts, 10)
    .datasource(datasources.prometheus)
    .targets([tableTarget(expr)]);
}

/** Lines of the logs, newest first. */
export function logLines({ expr, ...facts }: PanelFacts & { expr: string }): LogsBuilder {
  return placed(new LogsBuilder(), facts, 14)
    .datasource(datasources.loki)
    .targets([lineTarget(expr, 500)])
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true);
}

/** Stacked bars of how many lines were logged. */
export function logCounts({
  queries,
  ...facts
}: PanelFacts & { queries: Queries }): TimeSeriesBuilder {
  return placed(new TimeSeriesBuilder(), facts, 6)
    .datasource(datasources.loki)
    .targets(logCountTargets(queries))
    .unit(Short)
    .drawStyle(GraphDrawStyle.Bars)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal))
    .fillOpacity(80)
    .lineWidth(0)
    .min(0)
    .decimals(0)
    .legend(new VizLegendOptionsBuilder().showLegend(true))
    .tooltip(descendingTooltip());
}

/** Colors from the lowest value up; the first color holds below the first limit. */
export type Limits = [lowest: string, ...rising: [from: number, color: string][]];

/** What makes a panel change its color. */
export function thresholds([lowest, ...rising]: Limits): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps([{ value: null, color: lowest }, ...rising.map(([value, color]) => ({ value, color }))]);
}

function numberPanel(facts: PanelFacts, unit: string): StatBuilder {
  return placed(new StatBuilder(), facts, 4)
    .datasource(datasources.prometheus)
    .unit(unit)
    .colorMode(BigValueColorMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(["lastNotNull"]));
}

interface PlacedBuilder {
  title(title: string): this;
  description(description: string): this;
  span(width: number): this;
  height(height: number): this;
}

function placed<Builder extends PlacedBuilder>(
  builder: Builder,
  { title, description, width }: PanelFacts,
  height: number,
): Builder {
  return builder.title(title).description(description).span(width).height(height);
}

function descendingTooltip() {
  return new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending);
}
