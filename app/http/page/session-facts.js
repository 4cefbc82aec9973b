import * as api from "./api.js";
import { counted, element, sessionPath, timeElement } from "./dom.js";
import { storedKey } from "./key.js";

/** What stands above a session: its title, what `metaElement` says, and what one may do with it. */
export function sessionHead(session) {
  const head = element(
    "header",
    { class: "session-head" },
    element("h1", { tabindex: "-1" }, session.title),
    metaElement(session),
    shareButton(session, (visibility) => {
      const changed = sessionHead({ ...session, visibility });
      head.replaceWith(changed);
      changed.querySelector("button").focus();
    }),
  );
  return head;
}

/** A session in a list, which leads to it. */
export function sessionRow(session) {
  return element(
    "li",
    {},
    element(
      "a",
      { class: "row", href: sessionPath(session.id) },
      element("span", { class: "title" }, session.title),
      metaElement(session),
    ),
  );
}

/** Whose session it is, where and when it was held, and how long it is. */
export function metaElement(session) {
  const { workspace, updatedAt, messageCount } = session;
  return element(
    "span",
    { class: "meta" },
    ownerElement(session),
    workspace === undefined ? undefined : element("span", { class: "workspace" }, workspace),
    timeElement(updatedAt),
    element("span", {}, counted(messageCount, "message")),
  );
}

/** Whose session it is, and whether others see it; undefined where it is one's own alone. */
function ownerElement(session) {
  if (!isOwn(session)) return element("span", { class: "owner" }, `${session.owner} · team`);
  if (session.visibility === "team") return element("span", { class: "owner" }, "team");
  return undefined;
}

/**
 * Shows one's own session to the team or takes it back, and tells `changed` what holds then; undefined
 * where there is no team.
 */
function shareButton(session, changed) {
  if (storedKey() === undefined || !isOwn(session)) return undefined;
  const isShared = session.visibility === "team";
  const label = isShared ? "Keep to yourself" : "Share with the team";
  const button = element("button", { type: "button", class: "share" }, label);
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const { visibility } = await api.setVisibility(session.id, isShared ? "private" : "team");
      changed(visibility);
    } catch (error) {
      button.textContent = error.message;
      button.disabled = false;
    }
  });
  return button;
}

/** Ids of others' sessions begin with their owner. */
function isOwn({ id, owner }) {
  return !id.startsWith(`${owner}~`);
}
