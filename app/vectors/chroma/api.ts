import type { z } from "zod";
import { StoreUnavailable } from "../../store/unavailable.ts";

/** Asks Chroma's API, version 2. */
export interface ChromaApi {
  /**
   * The answer of the request below the collections of the usual database. Throws `NotFound` where
   * there is no such thing, and else `StoreUnavailable`.
   */
  ask<Answer>(
    method: "GET" | "POST" | "DELETE",
    path: string,
    schema: z.ZodType<Answer>,
    body?: unknown,
  ): Promise<Answer>;
}

export class NotFound extends Error {}

const timeoutMs = 30_000;

/**
 * Plain requests, because Chroma's own client brings 51 MB of native code for the embedded engine that
 * nothing here uses.
 */
export function chromaApi(url: string): ChromaApi {
  const place = new URL(url);
  place.pathname = `${place.pathname.replace(/\/+$/, "")}/api/v2/tenants/default_tenant/databases/default_database/collections`;
  return {
    async ask(method, path, schema, body) {
      const { status, text } = await exchange(place, method, path, body);
      if (status === 404) throw new NotFound(path);
      if (status < 200 || status >= 300) {
        throw unavailable(`Chroma at ${place.origin} answers ${status} (${text.slice(0, 200)})`);
      }
      const answer = schema.safeParse(parsed(text));
      if (answer.success) return answer.data;
      const [issue] = answer.error.issues;
      const field = issue?.path.join(".") || "the answer";
      throw unavailable(`Chroma at ${place.origin}: ${field}: ${issue?.message}`);
    },
  };
}

export function unavailable(reason: string, cause?: unknown): StoreUnavailable {
  return new StoreUnavailable(`search by meaning is not available: ${reason}`, { cause });
}

async function exchange(
  place: URL,
  method: string,
  path: string,
  body: unknown,
): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(`${place}${path}`, {
      method,
      ...(body !== undefined && {
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw unavailable(`Chroma at ${place.origin} cannot be reached (${reason})`, error);
  }
}

/** What is no JSON fits no schema, which then says so. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
