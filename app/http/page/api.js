/** What kept an answer away; `status` is undefined when the server did not answer at all. */
export class Failure extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

export function stats(signal) {
  return ask("/api/stats", { signal });
}

export function sessions(limit, offset, signal) {
  return ask(`/api/sessions?limit=${limit}&offset=${offset}`, { signal });
}

export function session(id, signal) {
  return ask(`/api/sessions/${encodeURIComponent(id)}`, { signal });
}

export function search(query, signal) {
  return ask("/search", {
    signal,
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, limit: 30 }),
  });
}

async function ask(path, request) {
  const response = await fetch(path, request).catch((error) => {
    throw error.name === "AbortError" ? error : new Failure("The server does not answer.");
  });
  const answer = await response.json().catch(() => undefined);
  if (!response.ok) {
    throw new Failure(answer?.error?.message ?? "The server could not answer.", response.status);
  }
  return answer;
}
