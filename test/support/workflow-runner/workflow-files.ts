import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

/** Values as YAML has them; expressions in them are not evaluated yet. */
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const texts = z.record(z.string(), scalar);

/** Keys that the runner knows; another one would change what a step does without it. */
const stepSchema = z
  .strictObject({
    id: z.string().optional(),
    if: scalar.optional(),
    uses: z.string().optional(),
    with: texts.default({}),
    run: z.string().optional(),
    shell: z.literal("bash").optional(),
    env: texts.default({}),
  })
  .refine(({ uses, run }) => (uses === undefined) !== (run === undefined), "has `uses` or `run`");

const needs = z.union([z.string().transform((name) => [name]), z.array(z.string())]).default([]);

const jobSchema = z.strictObject({
  if: scalar.optional(),
  needs,
  "runs-on": z.literal("ubuntu-24.04"),
  "timeout-minutes": z.int(),
  environment: z
    .union([
      z.string().transform((name) => ({ name, url: undefined })),
      z.strictObject({ name: z.string(), url: z.string() }),
    ])
    .optional(),
  concurrency: z.strictObject({ group: z.string(), "cancel-in-progress": z.boolean() }).optional(),
  permissions: texts,
  outputs: texts.default({}),
  env: texts.default({}),
  strategy: z
    .strictObject({ "fail-fast": z.boolean(), matrix: z.record(z.string(), z.array(z.string())) })
    .optional(),
  services: z.record(z.string(), z.looseObject({ image: z.string() })).optional(),
  steps: z.array(stepSchema),
});

const workflowSchema = z.strictObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: texts,
  concurrency: z.strictObject({ group: z.string(), "cancel-in-progress": z.boolean() }).optional(),
  jobs: z.record(z.string(), jobSchema),
});

const actionSchema = z.strictObject({
  name: z.string(),
  description: z.string(),
  inputs: z
    .record(
      z.string(),
      z.strictObject({
        description: z.string(),
        required: z.boolean().default(false),
        default: z.string().optional(),
      }),
    )
    .default({}),
  outputs: z
    .record(z.string(), z.strictObject({ description: z.string(), value: z.string() }))
    .default({}),
  runs: z.strictObject({ using: z.literal("composite"), steps: z.array(stepSchema) }),
});

export type Step = z.infer<typeof stepSchema>;
export type Job = z.infer<typeof jobSchema>;
export type Workflow = z.infer<typeof workflowSchema>;
export type Action = z.infer<typeof actionSchema>;

/** Every workflow of the repository by its file name, for example `deploy.yml`. */
export function workflows(): Record<string, Workflow> {
  const files = globSync(".github/workflows/*").toSorted();
  return Object.fromEntries(
    files.map((file) => [basename(file), parseWorkflow(readFileSync(file, "utf8"))] as const),
  );
}

/** Throws an Error that names what the runner does not know. */
export function parseWorkflow(text: string): Workflow {
  return workflowSchema.parse(parse(text));
}

/** Every action of the repository by its path as `uses` has it, for example `./.github/actions/setup`. */
export function ownActions(): Record<string, Action> {
  const files = globSync(".github/actions/*/action.yml").toSorted();
  return Object.fromEntries(
    files.map(
      (file) => [`./${join(file, "..")}`, parseAction(readFileSync(file, "utf8"))] as const,
    ),
  );
}

/** As `parseWorkflow`. */
export function parseAction(text: string): Action {
  return actionSchema.parse(parse(text));
}
