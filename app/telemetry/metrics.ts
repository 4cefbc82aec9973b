import { collectDefaultMetrics, type MetricValueWithName, Registry } from "@prometheus-io/client";
import type { BackupFigures } from "../backup/catalogue/figures.ts";
import type { MetricSample } from "../store/metric-snapshots.ts";
import type { OpenedDatabase } from "../store/open.ts";
import type { Embedder } from "../vectors/ports.ts";
import { backupRecorder, showBackups } from "./backup-recorder.ts";
import { families, isInHistory } from "./families/families.ts";
import { instruments } from "./families/family.ts";
import { importRecorder, processRecorder, requestRecorder, searchRecorder } from "./recorders.ts";
import { sharedReading } from "./shared-reading.ts";
import { showFigures } from "./stored-figures.ts";

export type ChatMetrics = ReturnType<typeof chatMetrics>;

export interface ChatMetricsParts {
  database: Pick<OpenedDatabase, "figures" | "indexGeneration">;
  version: string;
  /** The one in use, which may have to be had first. */
  embedder: Pick<Embedder, "generation">;
  /** Reads the catalogue of the backups; default: nothing is told of it. */
  backups?: () => Promise<BackupFigures>;
}

/** A family with the values that it has now, for programs. */
export interface MetricFamily {
  name: string;
  type: string;
  help: string;
  samples: MetricSample[];
}

/** A scrape waits no longer than this for the database. */
const scrapeWaitMs = 50;
/** Figures are counted in a twentieth of the time at most, by another thread or another machine. */
const figuresRest = { restMs: 5_000, restFactor: 20 };

/** Backups are made once in hours. */
const catalogueRestMs = 30_000;

/** The figures of the application, in a registry of their own. */
export function chatMetrics({ database, version, embedder, backups }: ChatMetricsParts) {
  const registry = new Registry();
  const to = instruments(families, registry);
  const pulse = sharedReading(database.indexGeneration);
  const figures = sharedReading(database.figures, figuresRest);
  const catalogue = backups && sharedReading(backups, { restMs: catalogueRestMs });
  to.buildInfo.set({ version, node: process.version }, 1);

  /** Shows what the database says now; where it does not answer, what it said last. */
  const readDatabase = async () => {
    const [alive, counted, kept] = await Promise.all([
      pulse.latest(scrapeWaitMs),
      figures.latest(scrapeWaitMs),
      catalogue?.latest(scrapeWaitMs),
    ]);
    if (kept?.reading !== undefined) showBackups(to, kept.reading.value);
    to.storeUp.set(alive.reading !== undefined && !alive.isFailing ? 1 : 0);
    if (counted.reading === undefined) return;
    const { value, readAt, tookMs } = counted.reading;
    to.figuresCounted.set(readAt / 1000);
    to.figuresDuration.set(tookMs / 1000);
    showFigures(to, value, embedder.generation);
  };

  return {
    ...requestRecorder(to),
    ...searchRecorder(to),
    ...importRecorder(to),
    ...processRecorder(to),
    backups: backupRecorder(to),

    /** Adds CPU, memory, event loop and garbage collector of this process. Call once. */
    watchProcess() {
      collectDefaultMetrics({ register: registry });
    },

    /** Begins to count what is stored, so that the first scrape has it. */
    async warmUp(): Promise<void> {
      await figures.latest(0);
    },

    contentType: registry.contentType,

    /** Prometheus text. */
    async text(): Promise<string> {
      await readDatabase();
      return registry.metrics();
    },

    /** All families, those of the process included. */
    async families(): Promise<MetricFamily[]> {
      await readDatabase();
      return familiesOf(registry);
    },

    /** What a snapshot keeps: see `isInHistory`. */
    async samples(): Promise<MetricSample[]> {
      await readDatabase();
      const all = await familiesOf(registry);
      return all.filter(({ name }) => namesInHistory.has(name)).flatMap(({ samples }) => samples);
    },
  };
}

const namesInHistory = new Set<string>(
  Object.values(families)
    .filter(isInHistory)
    .map(({ name }) => name),
);

async function familiesOf(registry: Registry): Promise<MetricFamily[]> {
  const all = await registry.getMetricsAsJSON();
  return all.map(({ name, type, help, values }) => ({
    name,
    type,
    help,
    // JSON has no numbers beyond the finite.
    samples: values.filter(({ value }) => Number.isFinite(value)).map(sampleOf(name)),
  }));
}

type ValueOf = MetricValueWithName<string>;

function sampleOf(family: string) {
  return ({ metricName = family, labels, value }: ValueOf): MetricSample => ({
    name: metricName,
    // Despite their type, those of the process have none where they have no label.
    labels: Object.fromEntries(
      Object.entries(labels ?? {}).map(([label, text]) => [label, String(text)]),
    ),
    value,
  });
}
