import { counter, gauge } from "./family.ts";

const circuit = "name of a service that is asked";

export const processFamilies = {
  circuitState: gauge("copilot_circuit_state", "1 for the state that a circuit breaker is in.", {
    circuit,
    state: "closed, half-open or open",
  }),
  circuitOpenings: counter(
    "copilot_circuit_openings_total",
    "How often a circuit breaker has opened, so that a service was left alone for a moment.",
    { circuit },
  ),
  metricSnapshots: counter(
    "copilot_metric_snapshots_total",
    "Snapshots of the metrics, by what became of them.",
    { outcome: "saved, already_there or failed" },
  ),
  buildInfo: gauge("copilot_build_info", "Always 1; the labels say what runs.", {
    version: "of the application",
    node: "version of Node",
  }),
};
