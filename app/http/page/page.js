import { keyView, storedKey } from "./key.js";
import { filtersOf, searchPath, searchView } from "./search-view.js";
import { homeView, problemView, sessionView } from "./views.js";

const main = document.getElementById("main");
const form = document.getElementById("search");
const input = document.getElementById("query");
const announcement = document.getElementById("announcement");
/** Says that all is on this machine, which is not said where a key is asked for. */
const localPromise = document.querySelector("footer");

/** Time without a keystroke after which a search starts. */
const typingPauseMs = 250;
/** A wait shorter than this shows nothing: a flash would only disturb. */
const patienceMs = 200;

/** Time without scrolling after which the position is kept for the way back. */
const scrollPauseMs = 100;

let current = new AbortController();
let typing;
let scrolling;

/** Shows what the address says. While a person types, the box leads and is left alone. */
async function show(isTyping = false) {
  const [kind, id, ...rest] = location.hash.replace(/^#\/?/, "").split("/").map(decoded);
  current.abort();
  current = new AbortController();
  const { signal } = current;
  if (!isTyping) input.value = kind === "search" ? (id ?? "") : "";
  const waiting = setTimeout(() => main.setAttribute("aria-busy", "true"), patienceMs);

  const view = await viewOf(kind, id, rest, signal).catch((error) => viewOfError(error));
  clearTimeout(waiting);
  if (view === undefined || signal.aborted) return;

  main.removeAttribute("aria-busy");
  main.replaceChildren(...view.nodes.filter((node) => node !== undefined));
  document.title = view.title;
  announcement.textContent = view.announcement;
  placeReader(kind === "session" ? rest[0] : undefined);
  view.focus?.focus();
}

function viewOf(kind, id, rest, signal) {
  if (kind === "session" && id) return sessionView(id, signal);
  if (kind === "search" && id) return searchView(id, filtersOf(rest), signal);
  return homeView(signal);
}

function viewOfError(error) {
  if (error.name === "AbortError") return undefined;
  if (error.status !== 401) return problemView(error, () => show());
  localPromise.remove();
  return keyView(() => show());
}

/** Where the reader was before, else at the message that was searched for, else at the top. */
function placeReader(messageId) {
  const message = messageId && document.getElementById(`message-${messageId}`);
  if (message) message.classList.add("found");
  if (message && history.state === null) message.scrollIntoView({ block: "start" });
  else window.scrollTo(0, history.state?.scroll ?? 0);
  if (document.activeElement !== input) {
    main.querySelector("h1[tabindex]")?.focus({ preventScroll: true });
  }
}

/** Typing on within a search changes that search, so that one step back leaves it. */
function searchFor(query) {
  const hash = query === "" ? "#/" : searchPath(query);
  if (hash === (location.hash || "#/")) return;
  const searching = location.hash.startsWith("#/search/");
  history[searching ? "replaceState" : "pushState"](null, "", hash);
  show(true);
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

input.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => searchFor(input.value.trim()), typingPauseMs);
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(typing);
  searchFor(input.value.trim());
});

document.addEventListener("keydown", (event) => {
  const free =
    document.activeElement !== input && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.key === "/" && free) {
    event.preventDefault();
    input.select();
  }
});

window.addEventListener("scroll", () => {
  clearTimeout(scrolling);
  scrolling = setTimeout(() => {
    history.replaceState({ scroll: window.scrollY }, "");
  }, scrollPauseMs);
});

window.addEventListener("hashchange", () => {
  clearTimeout(typing);
  // A link was followed or the history used, so the box no longer leads.
  input.blur();
  show();
});

if (storedKey() !== undefined) localPromise.remove();
history.scrollRestoration = "manual";
if (!location.hash.startsWith("#/session/")) input.focus();
show();
