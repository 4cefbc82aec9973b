import { addressRules } from "./addresses.ts";
import { cloudRules } from "./clouds.ts";
import { codeHostingRules } from "./code-hosting.ts";
import { modelRules } from "./models.ts";
import { namedRules } from "./named.ts";
import type { Rule } from "./rule.ts";
import { secretlintRules } from "./secretlint.ts";
import { serviceRules } from "./services.ts";
import { shapedRules } from "./shaped.ts";

/** Every family of rules, as `rules.ts` puts them together. */
export const families: Record<string, Rule[]> = {
  secretlint: secretlintRules,
  codeHosting: codeHostingRules,
  models: modelRules,
  clouds: cloudRules,
  services: serviceRules,
  shaped: shapedRules,
  addresses: addressRules,
  named: namedRules,
};

/** A text with a secret in it, and what must be found of it nowhere. */
export interface Canary {
  family: string;
  rule: string;
  text: string;
  secret: string;
  /** The longest stretch of the secret that every format writes as it is. */
  raw: string;
}

/** Shorter ones may stand anywhere by chance. */
const shortestRaw = 12;

/** One for each rule: the first of its examples whose secret is like no other text. */
export const canaries: Canary[] = Object.entries(families).flatMap(([family, rules]) =>
  rules.flatMap(({ id: rule, examples }) => {
    const found = examples.secrets.map((marked) => canaryOf(family, rule, marked));
    return found.find(({ raw }) => raw.length >= shortestRaw) ?? [];
  }),
);

function canaryOf(family: string, rule: string, marked: string): Canary {
  const secret = /«([^»]+)»/.exec(marked)?.[1] ?? "";
  const stretches = secret.match(/[A-Za-z0-9+=.-]+/g) ?? [];
  const raw = stretches.reduce((longest, one) => (one.length > longest.length ? one : longest), "");
  return { family, rule, text: marked.replaceAll(/[«»]/g, ""), secret, raw };
}
