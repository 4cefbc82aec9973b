import { StoreUnavailable } from "./unavailable.ts";

/** Why no connection could be made, in words that hold neither a name nor a password. */
export function connectionError(error: unknown): StoreUnavailable {
  const code = errorCode(error);
  const problem = connectionProblems.find(([codes]) => codes.test(code));
  const words = problem?.[1] ?? "The database cannot be reached";
  return new StoreUnavailable(`${words} (${code}).`, { cause: error });
}

/** A lost connection and missing tables are a database that is away; the rest stays as it is. */
export function queryError(error: unknown): unknown {
  const code = errorCode(error);
  if (lostConnection.test(code)) {
    return new StoreUnavailable(`The connection to the database was lost (${code}).`, {
      cause: error,
    });
  }
  if (code === tooLong) {
    return new StoreUnavailable(`The database does not answer in time (${code}).`, {
      cause: error,
    });
  }
  return missingTables.test(code)
    ? new StoreUnavailable(notMigratedReason, { cause: error })
    : error;
}

export const notMigratedReason = "The database is not migrated; run migrate.";

/** True where waiting may help: the server is not up yet, or its name is not known yet. */
export function mayComeUp(error: unknown): boolean {
  return /^(E(?!RR_)[A-Z_]+|57P03|53300|TIMEOUT|CLOSED)$/.test(errorCode(error));
}

/** By SQLSTATE, https://www.postgresql.org/docs/16/errcodes-appendix.html, or by Node's code. */
const connectionProblems: [codes: RegExp, words: string][] = [
  [/^28/, "The database refuses this user and password"],
  [/^3D000$/, "There is no database of the name in DATABASE_NAME"],
  [/^42501$/, "The database does not let this user in"],
  [/^53300$/, "The database has no connection left"],
  [/^57P03$/, "The database is starting or stopping"],
  [/^NO_TLS$/, "The database offers no encrypted connection, which DATABASE_TLS asks for"],
  [/CERT|UNABLE_TO_VERIFY/, "The certificate of the database cannot be trusted"],
];

const lostConnection = /^(08...|57P0[123]|E(?!RR_)[A-Z_]+|TIMEOUT|CLOSED)$/;

/** A statement was ended at its `statement_timeout`. */
const tooLong = "57014";

/** Undefined table, column or schema: that of a migration which has not run yet. */
const missingTables = /^(42P01|42703|3F000)$/;

/** The code of the server or of Node; for the driver's own errors, which have none, one of ours. */
function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return "UNKNOWN";
  if (error instanceof StoreUnavailable) return errorCode(error.cause);
  if ("code" in error && typeof error.code === "string") return error.code;
  const [, code = "UNKNOWN"] = driverErrors.find(([words]) => words.test(error.message)) ?? [];
  return code;
}

const driverErrors: [words: RegExp, code: string][] = [
  [/timeout/i, "TIMEOUT"],
  [/^Connection terminated|not queryable|^Client was closed/, "CLOSED"],
  [/does not support SSL/, "NO_TLS"],
];
