import { setTimeout as wait } from "node:timers/promises";
import type { TokenCredential } from "@azure/identity";

export interface ManagementApi {
  /**
   * Sends one request to a path below the API or to a whole URL of it, with a body in JSON. What is
   * only read (`safe`) is tried again while Azure is busy or away. Throws when nothing answers.
   */
  send(method: "GET" | "POST", path: string, options?: RequestOptions): Promise<ApiAnswer>;
  /** `send`, and the body of the answer. Throws for every answer but a success, with what to do. */
  read(method: "GET" | "POST", path: string, options?: RequestOptions): Promise<unknown>;
}

export interface RequestOptions {
  /** Default that of App Service. */
  apiVersion?: string;
  query?: Record<string, string>;
  body?: unknown;
  /** Default true. */
  safe?: boolean;
}

export interface ApiAnswer {
  status: number;
  /** Where to ask for the end of what was begun. */
  location: string | undefined;
  retryAfterSeconds: number | undefined;
  /** Parsed; undefined where there is none. */
  body: unknown;
}

export interface ManagementApiOptions {
  credential: TokenCredential;
  signal: AbortSignal;
  /** Default that of the public cloud. */
  url?: string;
}

/** The one that the provider writes sites with. */
const appServiceVersion = "2025-05-01";
const publicCloud = "https://management.azure.com";
const tries = 4;
const requestTimeoutMs = 60_000;

/** Azure Resource Manager with the login `credential`. */
export function managementApi({
  credential,
  signal,
  url = publicCloud,
}: ManagementApiOptions): ManagementApi {
  const base = new URL(url);
  if (base.protocol !== "https:") {
    throw new Error(`--management-url: would send a login in the clear, got ${url}; use https`);
  }
  const send: ManagementApi["send"] = async (method, path, options = {}) => {
    const { safe = true } = options;
    const target = targetOf(base, path, options);
    for (let left = safe ? tries : 1; ; left--) {
      const answer = await attempt(method, target, options.body).catch((error: unknown) => {
        if (signal.aborted || !isTransportError(error)) throw error;
        if (left > 1) return undefined;
        throw unreachable(target, error);
      });
      if (answer && (left === 1 || !isPassing(answer.status))) return answer;
      await wait((answer?.retryAfterSeconds ?? 2 ** (tries - left)) * 1000, undefined, { signal });
    }
  };
  const attempt = async (method: string, target: URL, body: unknown): Promise<ApiAnswer> => {
    const { token } = (await credential.getToken(`${base.origin}/.default`)) ?? { token: "" };
    const response = await fetch(target, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]),
    });
    const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
    return {
      status: response.status,
      location: response.headers.get("location") ?? undefined,
      retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
      body: parsed(await response.text()),
    };
  };
  return {
    send,
    async read(method, path, options) {
      const answer = await send(method, path, options);
      if (answer.status === 200) return answer.body;
      throw new Error(problemOf(answer, path));
    },
  };
}

/** Whether no answer came, so that nobody knows what became of the request. */
export function isUnreachable(error: unknown): error is Error {
  return error instanceof Error && isTransportError(error.cause);
}

/** What Azure says went wrong, with the way out where there is one. */
export function problemOf({ status, body }: ApiAnswer, path: string): string {
  const { code = String(status), message = "no reason" } = errorIn(body) ?? {};
  const remedy = remedies[code] ?? remedies[status];
  return `${path}: Azure answers ${code}, "${message}"${remedy === undefined ? "" : `; ${remedy}`}`;
}

/** Error codes first, since they say more than a status. */
const remedies: Record<string, string> = {
  401: "run `az login` again",
  403:
    "give this login the role Website Contributor on the resource group; a swap needs the actions " +
    "Microsoft.Web/sites/slots/slotsswap/action and Microsoft.Web/sites/config/list/action",
  404: "run `pulumi up`, or look whether the stack is of another subscription",
  InvalidAuthenticationTokenTenant: "run `az login --tenant <tenant of the subscription>`",
  SubscriptionNotFound: "this login does not see the subscription; run `az account list`",
  MissingSubscriptionRegistration: "run `az provider register --namespace Microsoft.Web`",
};

/** Azure wraps its errors, App Service does not always. */
function errorIn(body: unknown): { code?: string; message?: string } | undefined {
  const { error, Code: code, Message: message } = Object(body);
  return error ?? (code && { code: String(code), message: String(message) });
}

function targetOf(base: URL, path: string, { apiVersion, query }: RequestOptions): URL {
  const target = new URL(path, base);
  if (target.origin !== base.origin) {
    throw new Error(`${target.origin}: not the management API, which is at ${base.origin}`);
  }
  for (const [name, value] of Object.entries(query ?? {})) target.searchParams.set(name, value);
  // An address that Azure itself has given has its version.
  if (!target.searchParams.has("api-version")) {
    target.searchParams.set("api-version", apiVersion ?? appServiceVersion);
  }
  return target;
}

/** Whether the same request may succeed in a moment. */
function isPassing(status: number): boolean {
  return status === 429 || status >= 500;
}

function parsed(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return { error: { message: text.slice(0, 200) } };
  }
}

/** What `fetch` throws when no answer comes, or none in time. */
function isTransportError(error: unknown): error is Error {
  return error instanceof TypeError || (error instanceof Error && error.name === "TimeoutError");
}

function unreachable(target: URL, error: Error): Error {
  const { code = error.message } = Object(error.cause);
  return new Error(`${target.host}: cannot be reached (${code})`, { cause: error });
}
