import type { SecretlintRule } from "./rule.ts";
import { sample } from "./sample.ts";

// The rule takes only base64 of a JSON object whose last brace stands in a group of its own.
const onePasswordBody = btoa(JSON.stringify({ key: sample("alphanumeric", 120) })).slice(2);

/**
 * The rules of secretlint's recommended preset that are used, one line each: our name of what they
 * find, their name, what a match begins with, the rest of an example.
 */
const used: [id: string, secretlint: string, needles: string[], sample: string][] = [
  ["1password-token", "1password", ["ops_ey"], onePasswordBody],
  ["anthropic-key", "anthropic", ["sk-ant-api0"], `3-${sample("base64url", 93)}AA`],
  ["cloudflare-token", "cloudflare", ["cfk_", "cfut_", "cfat_"], sample("hex", 48)],
  ["databricks-token", "databricks", ["dapi"], sample("hex", 32)],
  ["docker-token", "docker", ["dckr_pat_"], sample("base64url", 27)],
  ["figma-token", "figma", ["figd_"], sample("base64url", 44)],
  ["github-token", "github", ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], sample("alphanumeric", 36)],
  [
    "github-token",
    "github",
    ["ghs_"],
    `1234567_${sample("base64url", 40)}.${sample("base64url", 80)}.${sample("base64url", 43)}`,
  ],
  ["github-token", "github", ["github_pat_"], sample("alphanumeric", 82)],
  ["gitlab-token", "gitlab", ["glpat-"], sample("base64url", 20)],
  ["grafana-token", "grafana", ["glc_"], sample("base64", 80)],
  ["grafana-token", "grafana", ["glsa_"], `${sample("alphanumeric", 32)}_${sample("hex", 8)}`],
  ["vault-token", "hashicorp-vault", ["hvs.", "hvr."], sample("base64url", 95)],
  ["vault-token", "hashicorp-vault", ["hvb."], sample("base64url", 140)],
  ["huggingface-token", "huggingface", ["hf_"], sample("letters", 34)],
  ["groq-key", "groq", ["gsk_"], sample("alphanumeric", 52)],
  ["linear-key", "linear", ["lin_api_"], sample("alphanumeric", 40)],
  ["notion-token", "notion", ["ntn_"], `${sample("digits", 11)}${sample("alphanumeric", 35)}`],
  [
    "openai-key",
    "openai",
    ["sk-proj-", "sk-svcacct-", "sk-admin-"],
    `${sample("base64url", 74)}T3BlbkFJ${sample("base64url", 74)}`,
  ],
  [
    "openai-key",
    "openai",
    ["sk-"],
    `${sample("alphanumeric", 20)}T3BlbkFJ${sample("alphanumeric", 20)}`,
  ],
  [
    "sendgrid-key",
    "sendgrid",
    ["SG."],
    `${sample("alphanumeric", 22)}.${sample("alphanumeric", 43)}`,
  ],
  ["shopify-token", "shopify", ["shppa_", "shpca_", "shpat_", "shpss_"], sample("hex", 32)],
  [
    "slack-token",
    "slack",
    ["xoxb-", "xoxp-", "xapp-", "xoxa-", "xoxo-", "xoxr-"],
    `${sample("digits", 12)}-${sample("digits", 13)}-${sample("alphanumeric", 24)}`,
  ],
  [
    "webhook-url",
    "slack",
    ["https://hooks.slack.com/services/"],
    `T${sample("upper", 8)}/B${sample("upper", 8)}/${sample("alphanumeric", 24)}`,
  ],
  [
    "stripe-key",
    "stripe",
    ["sk_live_", "sk_test_", "rk_live_", "rk_test_"],
    sample("alphanumeric", 24),
  ],
  [
    "tailscale-key",
    "tailscale",
    ["tskey-"],
    `auth-${sample("alphanumeric", 12)}CNTRL-${sample("alphanumeric", 32)}`,
  ],
  ["vercel-token", "vercel", ["vcp_", "vci_", "vca_", "vcr_", "vck_"], sample("alphanumeric", 24)],
];

/** Rules of the preset that are left out, and what stands in for them. */
export const unusedSecretlintRules: Record<string, string> = {
  aws: "its ranges begin at the name and so miss the end of the key; secret-value, aws-access-key-id",
  basicauth: "reports the whole address; url-password takes the password alone",
  "database-connection-string": "reports the whole address; url-password takes the password alone",
  "filter-comments": "lets a comment in the text switch other rules off",
  gcp: "judges files by their names, and reads them; private-key",
  npm: "takes the rest of the line, with ranges that begin too early; npmrc-token, npm-token",
  privatekey: "knows no key that is cut off or encrypted; private-key",
};

export const secretlintRules: SecretlintRule[] = used.map(([id, secretlint, needles, body]) => ({
  id,
  description: `What secretlint's rule ${secretlint} finds`,
  secretlint,
  needles,
  examples: {
    secrets: needles.map((needle) => `use «${needle}${body}» here`),
    harmless: needles.map((needle) => `${needle}${body.slice(0, 5)} and so on`),
  },
  source: `https://github.com/secretlint/secretlint/tree/master/packages/%40secretlint/secretlint-rule-${secretlint}`,
}));
