import { readFileSync } from "node:fs";
import { chatApp, fileVariable, type SecretVariable, secretVariables } from "./service.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What the environment says of secrets by files. */
export interface SecretsOfFiles {
  /** By the variables that they are the values of. */
  values: Partial<Record<SecretVariable, string>>;
  /** What is wrong with the others, a line each that shows neither the secret nor the path. */
  problems: Partial<Record<SecretVariable, string>>;
}

/** Reads the file of every secret that `environment` names one for. */
export function secretsOfFiles(environment: Environment): SecretsOfFiles {
  const found: SecretsOfFiles = { values: {}, problems: {} };
  for (const variable of secretVariables.filter((name) => name !== keyOfBackups)) {
    const path = environment[fileVariable(variable)];
    if (path === undefined) continue;
    try {
      if (environment[variable] !== undefined) {
        throw new Error(`not both; ${variable} is set, use one of the two`);
      }
      found.values[variable] = textOf(path);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      found.problems[variable] = `${fileVariable(variable)}: ${reason}`;
    }
  }
  return found;
}

/** Its file may hold the bytes themselves, and is a setting of its own. */
const keyOfBackups = chatApp.environment.backup.key;

/** Messages leave the path out: somebody may have given the secret itself in its place. */
function textOf(path: string): string {
  const bytes = bytesOf(path);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/[\r\n]+$/, "");
  } catch {
    throw new Error("the file holds no text; use one that holds the value alone");
  }
  if (text === "") throw new Error("the file is empty; use one that holds the value");
  return text;
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const problem = problemByCode[code] ?? `the file cannot be read (${code})`;
    throw new Error(`${problem}; use the path of a file that holds the value`);
  }
}

const problemByCode: Record<string, string> = {
  ENOENT: "there is no such file",
  EISDIR: "is a folder",
  EACCES: "the file may not be read",
};
