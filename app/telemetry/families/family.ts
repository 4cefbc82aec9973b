import {
  Counter,
  Gauge,
  type GaugeConfiguration,
  Histogram,
  type Registry,
} from "@prometheus-io/client";

/** What is known of a metric before it has a value. */
export interface Family<Type extends FamilyType = FamilyType, Label extends string = string> {
  type: Type;
  name: FamilyName;
  /** A sentence. */
  help: string;
  /** The labels, each with what its values are: there must be a bound to how many. */
  labels: Readonly<Record<Label, string>>;
  /** Upper bounds, smallest first; of histograms only. */
  buckets?: readonly number[];
}

export type FamilyType = "counter" | "gauge" | "histogram";

/** Every family of our own starts with the prefix of the application. */
export type FamilyName = `copilot_${string}`;

export function counter<const Label extends string = never>(
  name: FamilyName,
  help: string,
  labels = {} as Record<Label, string>,
): Family<"counter", Label> {
  return { type: "counter", name, help, labels };
}

export function gauge<const Label extends string = never>(
  name: FamilyName,
  help: string,
  labels = {} as Record<Label, string>,
): Family<"gauge", Label> {
  return { type: "gauge", name, help, labels };
}

export function histogram<const Label extends string = never>(
  name: FamilyName,
  help: string,
  buckets: readonly number[],
  labels = {} as Record<Label, string>,
): Family<"histogram", Label> {
  return { type: "histogram", name, help, labels, buckets };
}

/** Families as what their values are written to, by the names that they have in `Families`. */
export type Instruments<Families> = { [Key in keyof Families]: Instrument<Families[Key]> };

type Instrument<Declared> =
  Declared extends Family<"counter", infer Label>
    ? Counter<Label>
    : Declared extends Family<"gauge", infer Label>
      ? Gauge<Label>
      : Declared extends Family<"histogram", infer Label>
        ? Histogram<Label>
        : never;

/** Puts each family into `registry`. */
export function instruments<Families extends Record<string, Family>>(
  families: Families,
  registry: Registry,
): Instruments<Families> {
  const made = Object.entries(families).map(([key, family]) => [key, instrument(family, registry)]);
  return Object.fromEntries(made);
}

function instrument({ type, name, help, labels, buckets }: Family, registry: Registry) {
  const options = { name, help, labelNames: Object.keys(labels), registers: [registry] };
  switch (type) {
    case "counter":
      return new Counter(options);
    case "gauge":
      return gaugeWithoutValue(options);
    case "histogram":
      return new Histogram({ ...options, buckets: [...(buckets ?? [])] });
  }
}

/** One without labels would begin at 0, which would be read as a figure. */
function gaugeWithoutValue(options: GaugeConfiguration<string>): Gauge<string> {
  const made = new Gauge(options);
  if (options.labelNames?.length === 0) made.remove();
  return made;
}
