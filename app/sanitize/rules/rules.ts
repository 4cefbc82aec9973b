import { addressRules } from "./addresses.ts";
import { cloudRules } from "./clouds.ts";
import { codeHostingRules } from "./code-hosting.ts";
import { modelRules } from "./models.ts";
import { namedRules } from "./named.ts";
import type { Rule } from "./rule.ts";
import { secretlintRules } from "./secretlint.ts";
import { serviceRules } from "./services.ts";
import { shapedRules } from "./shaped.ts";

/**
 * Every rule. Where two match the same text, the first names it: what is known by its own form
 * comes before what is known by the words around it.
 */
export const rules: Rule[] = [
  ...secretlintRules,
  ...codeHostingRules,
  ...modelRules,
  ...cloudRules,
  ...serviceRules,
  ...shapedRules,
  ...addressRules,
  ...namedRules,
];
