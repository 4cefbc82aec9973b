import type { AlertCase } from "./case.ts";

const page = 'job="probe-http",instance="http://grafana:3000/api/health",service="grafana"';
const certificate = 'job="probe-certificate",instance="gateway:8443",service="gateway"';
const gateway = { job: "gateway", service: "gateway", instance: "gateway:8443" };
const day = 86_400;

/** A certificate that expires that many days after the first sample. */
function expiresIn(days: number) {
  return { [`probe_ssl_earliest_cert_expiry{${certificate}}`]: `${days * day}x90` };
}

export const probeCases: AlertCase[] = [
  {
    alert: "ProbeFailed",
    name: "fires for the service that answers badly for four minutes",
    series: { [`probe_success{${page}}`]: "1x3 0x10" },
    at: "8m",
    firing: [
      {
        labels: {
          job: "grafana",
          service: "grafana",
          instance: "http://grafana:3000/api/health",
        },
        description: "grafana has not answered http://grafana:3000/api/health well for 4 minutes.",
      },
    ],
  },
  {
    alert: "ProbeFailed",
    name: "stays quiet after two bad answers",
    series: { [`probe_success{${page}}`]: "1x3 0 0 1x10" },
    at: "8m",
  },
];

export const certificateCases: AlertCase[] = [
  {
    alert: "CertificateExpiresSoon",
    name: "fires within two weeks",
    series: expiresIn(14),
    at: "62m",
    firing: [
      {
        labels: gateway,
        description: "The certificate of gateway:8443 expires in 13d 22h 58m 0s.",
      },
    ],
  },
  {
    alert: "CertificateExpiresSoon",
    name: "stays quiet before",
    series: expiresIn(14.1),
    at: "90m",
  },
  {
    alert: "CertificateExpiresNow",
    name: "fires within two days",
    series: expiresIn(2),
    at: "62m",
    firing: [
      { labels: gateway, description: "The certificate of gateway:8443 expires in 1d 22h 58m 0s." },
    ],
  },
  {
    alert: "CertificateExpiresNow",
    name: "stays quiet before",
    series: expiresIn(2.1),
    at: "90m",
  },
];
