import {
  ApplicationInsightsSampler,
  AzureMonitorLogExporter,
  AzureMonitorTraceExporter,
} from "@azure/monitor-opentelemetry-exporter";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from "@opentelemetry/semantic-conventions";
import { isLoopback } from "../http/loopback.ts";
import { chatApp } from "../service.ts";
import type { TelemetrySettings } from "../settings.ts";
import { requestSpans } from "./request-spans.ts";
import type { Telemetry } from "./telemetry.ts";
import { warningRecords } from "./warning-records.ts";

/**
 * Requests, exceptions and warnings to Application Insights, in batches. What cannot be delivered
 * after some tries is lost: the application never waits for its monitor.
 */
export function azureMonitor(settings: TelemetrySettings, version: string): Telemetry {
  const exporterOptions = {
    connectionString: settings.connectionString,
    // Nothing of this application is left in a temporary folder.
    disableOfflineStorage: true,
    ...plainEndpoint(settings.connectionString),
  };
  const resource = resourceFromAttributes({
    [ATTR_SERVICE_NAME]: chatApp.name,
    [ATTR_SERVICE_VERSION]: version,
  });
  const tracers = new BasicTracerProvider({
    resource,
    sampler: new ApplicationInsightsSampler(settings.samplingPercentage / 100),
    spanProcessors: [new BatchSpanProcessor(new AzureMonitorTraceExporter(exporterOptions))],
  });
  const loggers = new LoggerProvider({
    resource,
    processors: [
      new BatchLogRecordProcessor({ exporter: new AzureMonitorLogExporter(exporterOptions) }),
    ],
    // A warning goes the way of the request that it belongs to.
    loggerConfigurator: () => ({ disabled: false, minimumSeverity: 0, traceBased: true }),
  });
  const spans = requestSpans(tracers.getTracer(chatApp.name));

  return {
    traceRequests: spans.trace,
    warnings: warningRecords(loggers.getLogger(chatApp.name), spans.ofRequest),
    stop: (graceMs) => within(graceMs, [tracers.shutdown(), loggers.shutdown()]),
  };
}

/** The exporter turns every endpoint into `https`; one on this machine may speak plain HTTP. */
function plainEndpoint(connectionString: string) {
  const endpoint = /(?:^|;)IngestionEndpoint=(http:[^;]*)/i.exec(connectionString)?.[1];
  const url = URL.parse(endpoint ?? "");
  if (url === null || !isLoopback(url.hostname)) return {};
  return { host: url.origin, allowInsecureConnection: true };
}

async function within(graceMs: number, steps: Promise<void>[]): Promise<boolean> {
  const { promise: deadline, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), graceMs);
  const finished = Promise.allSettled(steps).then((results) =>
    results.every(({ status }) => status === "fulfilled"),
  );
  try {
    return await Promise.race([finished, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
