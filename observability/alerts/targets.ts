import type { Alert } from "../rules.ts";

/** One alert for whatever cannot be scraped, and one for every job that must be there. */
export function targetAlerts(jobs: string[]): Alert[] {
  return [targetDown, ...jobs.map(targetMissing)];
}

const targetDown: Alert = {
  alert: "TargetDown",
  expr: "up == 0",
  for: "2m",
  severity: "critical",
  summary: "A service does not answer Prometheus.",
  description:
    "{{ $labels.instance }} of job {{ $labels.job }} has answered no scrape for 2 minutes." +
    " It is down, or the network between is.",
};

function targetMissing(job: string): Alert {
  return {
    alert: "TargetMissing",
    expr: `absent(up{job="${job}"})`,
    for: "5m",
    severity: "critical",
    labels: { job },
    summary: "Prometheus has lost a service that it must scrape.",
    description: `Prometheus has no target of job ${job}: its configuration does not fit this stack.`,
  };
}
