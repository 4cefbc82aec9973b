import { dirname, join, normalize } from "node:path";
import ts from "typescript";

/** One forbidden reach, in words. */
export type Violation = string;

interface Rule {
  /** Files that the rule is about. */
  from: RegExp;
  /** What they may name in an import, as a repository path or a package. */
  mayImport: RegExp;
  /** The sentence that a violation prints. */
  because: string;
}

const packages = "^(?!@pulumi/)[@a-z][^.]*(/package\\.json)?$|^node:";

/** The arrows of the house: index → stacks → components → services, observability, dashboards. */
const rules: Rule[] = [
  {
    from: /^index\.ts$/,
    mayImport: /^stacks\//,
    because: "index.ts reads settings and picks a stack",
  },
  {
    from: /^stacks\//,
    mayImport: RegExp(
      `${packages}|^@pulumi/|^(stacks|components|services|observability|dashboards)/|^app/service\\.ts$|^versions\\.ts$`,
    ),
    because: "stacks compose components; nothing of plan, policies, scripts or test",
  },
  {
    from: /^components\/([^/]+)\//,
    mayImport: RegExp(
      `${packages}|^@pulumi/|^components/$1/|^providers/$1/|^(services|observability|dashboards)/|^versions\\.ts$`,
    ),
    because: "components receive values through args and know no stack and no other runtime",
  },
  {
    from: /^(services|observability|dashboards)\//,
    mayImport: RegExp(
      `${packages}|^(services|observability|dashboards)/|^app/service\\.ts$|^versions\\.ts$`,
    ),
    because: "services, observability and dashboards are pure values without Pulumi",
  },
  {
    from: /^providers\/([^/]+)\//,
    mayImport: RegExp(`${packages}|^@pulumi/|^providers/$1/`),
    because: "a provider stands alone",
  },
  {
    from: /^app\//,
    mayImport: RegExp(`${packages}|^app/`),
    because: "the application knows nothing of how it is deployed",
  },
  {
    from: /^(plan|policies|scripts)\//,
    mayImport: /^(?!test\/)/,
    because: "nothing that ships looks at the tests",
  },
];

/** Words that only one file of their side may use. */
const privileges = [
  {
    word: /\bprocess\.env\b/,
    within: /^(index\.ts|stacks|components|services|observability|dashboards)/,
    allowed: /^$/,
    because: "the program is configured through Pulumi alone",
  },
  {
    word: /\bprocess\.env\b/,
    within: /^app\//,
    allowed: /^app\/settings\.ts$/,
    because: "app/settings.ts is the only reader of the environment",
  },
  {
    word: /^import (?!type\b)[^;]*"@pulumi\/azure-native\/\w+\/index\.js"/m,
    within: /^(stacks|components)\//,
    allowed: /^$/,
    because: "an index loads every resource of its module; import the resource's own file",
  },
  {
    word: /\bnew pulumi\.Config\b|\ballConfig\(|\bgetStack\(/,
    within: /^(index\.ts|stacks|components|services|observability|dashboards)/,
    allowed: /^stacks\/settings\.ts$/,
    because: "stacks/settings.ts is the only reader of the configuration",
  },
];

/** Everything in `source` that breaks an arrow of the house; `file` is its repository path. */
export function violations(file: string, source: string): Violation[] {
  return [...importViolations(file, source), ...privilegeViolations(file, source)];
}

function importViolations(file: string, source: string): Violation[] {
  const rule = rules.find(({ from }) => from.test(file));
  if (!rule) return [];
  const group = rule.from.exec(file)?.[1] ?? "";
  const allowed = RegExp(rule.mayImport.source.replaceAll("$1", group));
  return importsOf(source)
    .map((specifier) => resolve(file, specifier))
    .filter((target) => !allowed.test(target))
    .map((target) => `${file} imports ${target}: ${rule.because}`);
}

function privilegeViolations(file: string, source: string): Violation[] {
  return privileges
    .filter(({ within, allowed, word }) => {
      return within.test(file) && !allowed.test(file) && word.test(source);
    })
    .map(({ word, because }) => `${file} uses ${word.source}: ${because}`);
}

function importsOf(source: string): string[] {
  return ts.preProcessFile(source).importedFiles.map(({ fileName }) => fileName);
}

function resolve(file: string, specifier: string): string {
  return specifier.startsWith(".") ? normalize(join(dirname(file), specifier)) : specifier;
}
