import { randomUUID } from "node:crypto";
import { appendFileSync } from "node:fs";

/**
 * Runs a script that is a step of a workflow: what goes wrong becomes the step's annotation and ends it
 * with code 1.
 */
export async function runStep(script: () => Promise<void> | void) {
  try {
    await script();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(isWorkflow() ? `::error::${escaped(message)}\n` : `${message}\n`);
    process.exitCode = 1;
  }
}

/** Hands a value to later steps as `steps.<id>.outputs.<name>`; shows it where there are none. */
export function setOutput(name: string, value: string) {
  hand("GITHUB_OUTPUT", name, value);
}

/** Sets an environment variable of the job's later steps. */
export function setVariable(name: string, value: string) {
  hand("GITHUB_ENV", name, value);
}

/** Puts a folder first on the PATH of the job's later steps. */
export function addToPath(folder: string) {
  append("GITHUB_PATH", `${folder}\n`);
}

/** GitHub refuses a step's summary above 1 MiB. Source: docs.github.com, "Adding a job summary". */
const summaryLimitBytes = 1_048_576;
const cutMark = "\n\n… the rest is in the artefact.\n";

/** Adds Markdown to what the run's page shows; cuts what GitHub would refuse. */
export function addSummary(markdown: string) {
  const bytes = Buffer.from(markdown);
  const room = summaryLimitBytes - Buffer.byteLength(cutMark);
  const isTooLong = bytes.length > room;
  append("GITHUB_STEP_SUMMARY", isTooLong ? `${wholeLines(bytes, room)}${cutMark}` : markdown);
}

/** Has GitHub replace the value by `***` in everything that the job prints from now on. */
export function maskSecret(value: string) {
  process.stdout.write(`::add-mask::${value}\n`);
}

/** A variable that the workflow or GitHub has set for the step. Throws an Error that names it. */
export function requiredVariable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name}: is not set; the workflow sets it in the step's \`env\``);
  return value;
}

function isWorkflow(): boolean {
  return process.env.GITHUB_ACTIONS === "true";
}

/** The delimiter is random, so that no value can end itself and go on as another variable. */
function hand(fileVariable: string, name: string, value: string) {
  const delimiter = randomUUID();
  const isHanded = append(fileVariable, `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
  if (!isHanded) process.stdout.write(`${name}=${value}\n`);
}

function append(fileVariable: string, text: string): boolean {
  const file = process.env[fileVariable];
  if (!file) return false;
  appendFileSync(file, text);
  return true;
}

function wholeLines(bytes: Buffer, size: number): string {
  return bytes.subarray(0, bytes.lastIndexOf("\n", size)).toString();
}

/** Source: github.com/actions/toolkit, `escapeData` of packages/core. */
function escaped(message: string): string {
  return message.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
