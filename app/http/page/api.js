import { storedKey } from "./key.js";

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

export function setVisibility(id, visibility) {
  return ask(`/api/sessions/${encodeURIComponent(id)}`, {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ visibility }),
  });
}

export function similar(id, limit, signal) {
  return ask(`/api/sessions/${encodeURIComponent(id)}/similar?limit=${limit}`, { signal });
}

export function search(request, signal) {
  return post("/search", { ...request, limit: 30 }, signal);
}

export function suggest(query, signal) {
  return post("/suggest", { query }, signal);
}

/** Where the API is, when the page comes from elsewhere. */
const origin = document.querySelector('meta[name="api"]')?.content ?? "";

function post(path, body, signal) {
  return ask(path, {
    signal,
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function ask(path, request) {
  const key = storedKey();
  const headers = { ...request.headers, ...(key && { authorization: `Bearer ${key}` }) };
  const response = await fetch(origin + path, { ...request, headers }).catch((error) => {
    throw error.name === "AbortError" ? error : new Failure("The server does not answer.");
  });
  const answer = await response.json().catch(() => undefined);
  if (!response.ok) {
    throw new Failure(answer?.error?.message ?? "The server could not answer.", response.status);
  }
  return answer;
}
