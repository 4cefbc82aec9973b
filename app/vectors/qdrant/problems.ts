import { StoreUnavailable } from "../../store/unavailable.ts";

/** What `request` gives, or a `StoreUnavailable` that says why Qdrant does not give it. */
export async function answered<Answer>(url: string, request: Promise<Answer>): Promise<Answer> {
  try {
    return await request;
  } catch (error) {
    throw new StoreUnavailable(`search by meaning is not available: ${reasonOf(url, error)}`, {
      cause: error,
    });
  }
}

/** Whether it is the client's error of an answer with this HTTP status. */
export function isStatus(error: unknown, status: number): boolean {
  return statusOf(error) === status;
}

function reasonOf(url: string, error: unknown): string {
  const status = statusOf(error);
  if (status === 404) return "Qdrant has lost the vectors, which the next import makes anew";
  if (status === 401 || status === 403) {
    return `Qdrant at ${url} refuses the key; check CHATS_QDRANT_API_KEY`;
  }
  if (status !== undefined) return `Qdrant at ${url} answers ${status}${saidBy(error)}`;
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return `Qdrant at ${url} cannot be reached (${cause instanceof Error ? cause.message : cause})`;
}

function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error && "status" in error ? error.status : undefined;
  return typeof status === "number" ? status : undefined;
}

/** Qdrant's own words, which repeat no more than what it was asked. */
function saidBy(error: unknown): string {
  const data = error instanceof Error && "data" in error ? error.data : undefined;
  return data === undefined ? "" : ` (${JSON.stringify(data).slice(0, 200)})`;
}
