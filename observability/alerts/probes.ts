import type { Alert } from "../rules.ts";

/** The prober only tells of it. */
const labels = { job: "{{ $labels.service }}" };

/** Of what the services answer to a visitor. */
export const probeAlerts: Alert[] = [
  {
    alert: "ProbeFailed",
    expr: "max_over_time(probe_success[2m]) == 0",
    for: "2m",
    severity: "critical",
    labels,
    summary: "A service does not answer a visitor as it should.",
    description:
      "{{ $labels.service }} has not answered {{ $labels.instance }} well for 4 minutes.",
  },
];

/** Of certificates that services show. */
export const certificateAlerts: Alert[] = [
  {
    alert: "CertificateExpiresSoon",
    expr: "probe_ssl_earliest_cert_expiry - time() < 14 * 86400",
    for: "1h",
    severity: "warning",
    labels,
    summary: "A certificate expires within two weeks.",
    description:
      "The certificate of {{ $labels.instance }} expires in {{ $value | humanizeDuration }}.",
  },
  {
    alert: "CertificateExpiresNow",
    expr: "probe_ssl_earliest_cert_expiry - time() < 2 * 86400",
    for: "1h",
    severity: "critical",
    labels,
    summary: "A certificate expires within two days or has expired.",
    description:
      "The certificate of {{ $labels.instance }} expires in {{ $value | humanizeDuration }}.",
  },
];
