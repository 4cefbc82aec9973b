import * as api from "./api.js";
import { counted, element, emptyState, moreButton, periodOf, timeElement } from "./dom.js";
import { storedKey } from "./key.js";
import { messageElement } from "./message.js";
import { sessionHead, sessionRow } from "./session-facts.js";
import { similarSessions } from "./similar.js";

/**
 * A view returns its title, its nodes, and what a screen reader says when it is there. Each takes a
 * signal that is aborted when the person has gone on.
 */

const pageSize = 50;

/** How far the list was unrolled, so that it is as long when a person comes back to it. */
let listed = pageSize;

export async function homeView(signal) {
  const [stats, first] = await Promise.all([
    api.stats(signal),
    api.sessions(Math.min(listed, 200), 0, signal),
  ]);
  if (first.total === 0) {
    return {
      title: "Copilot chats",
      nodes: [noChats()],
      announcement: "No chats yet",
    };
  }
  return {
    title: "Copilot chats",
    nodes: [figures(stats), ...sessionList(first)],
    announcement: counted(first.total, "session"),
  };
}

export async function sessionView(id, signal) {
  const session = await api.session(id, signal);
  return {
    title: `${session.title} – Copilot chats`,
    nodes: [
      sessionHead(session),
      element("div", { class: "messages" }, session.messages.map(messageElement)),
      similarSessions(id, signal),
    ],
    announcement: session.title,
  };
}

export function problemView(error, retry) {
  const state = problemState(error);
  state.setAttribute("role", "alert");
  if (error.status !== 404) {
    const button = element("button", { type: "button" }, "Try again");
    button.addEventListener("click", retry);
    state.append(button);
  }
  return { title: "Copilot chats", nodes: [state], announcement: "" };
}

function problemState(error) {
  if (!(error instanceof api.Failure)) return emptyState("That did not work", error.message);
  switch (error.status) {
    case undefined:
      return emptyState(
        "The server does not answer",
        "It may have stopped. Start it with",
        "npm start",
      );
    case 404:
      return emptyState("No such session", "The address may be incomplete.");
    default:
      return emptyState("That did not work", error.message);
  }
}

function figures({ sessions, messages, workspaces, lastImport }) {
  const figure = (value, name) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, value));
  return element(
    "dl",
    { class: "figures" },
    figure(sessions.toLocaleString("en"), sessions === 1 ? "session" : "sessions"),
    figure(messages.toLocaleString("en"), messages === 1 ? "message" : "messages"),
    figure(workspaces.toLocaleString("en"), workspaces === 1 ? "workspace" : "workspaces"),
    figure(
      lastImport?.finishedAt === undefined ? "never" : timeElement(lastImport.finishedAt),
      "last import",
    ),
  );
}

/** The sessions by period, and a button that adds the next page of them. */
function sessionList(first) {
  const groups = element("div", { class: "groups" });
  const more = moreButton(groups, async () => add(await api.sessions(pageSize, shown)));
  let period;
  let shown = 0;

  function add({ sessions, total }) {
    for (const session of sessions) {
      if (periodOf(session.updatedAt) !== period) {
        period = periodOf(session.updatedAt);
        groups.append(
          element("section", {}, element("h2", { class: "period" }, period), element("ul")),
        );
      }
      groups.lastElementChild.lastElementChild.append(sessionRow(session));
    }
    shown += sessions.length;
    listed = Math.max(listed, shown);
    more.hidden = shown >= total || sessions.length === 0;
  }

  add(first);
  return [groups, more];
}

function noChats() {
  return storedKey() === undefined
    ? emptyState(
        "No chats yet",
        "Bring in the chats of VS Code on this machine with",
        "npm run chats -- import",
      )
    : emptyState(
        "No chats yet",
        "Send the chats of your machine with",
        `npm run chats -- push --to ${location.origin}`,
      );
}
