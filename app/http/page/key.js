import { element } from "./dom.js";

/** Kept for this tab alone, and gone with it. */
const place = "chats-key";

/** The key that the person gave; undefined where none was asked for. */
export function storedKey() {
  return sessionStorage.getItem(place) ?? undefined;
}

/** Asks for the key that the server wants, and calls `retry` once there is one. */
export function keyView(retry) {
  const wasWrong = storedKey() !== undefined;
  sessionStorage.removeItem(place);
  const input = element("input", {
    id: "key",
    type: "password",
    required: "",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: "cpk_…",
    "aria-describedby": "key-note",
  });
  const form = element(
    "form",
    { class: "empty key" },
    element("h1", {}, wasWrong ? "That key does not work" : "Your key, please"),
    element(
      "p",
      { id: "key-note", role: wasWrong ? "alert" : undefined },
      wasWrong
        ? "It may have expired or been revoked."
        : "It says whose chats are shown. This tab forgets it when you close it.",
    ),
    element("label", { class: "unseen", for: "key" }, "API key"),
    input,
    element("button", { type: "submit" }, "Show the chats"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    // What no header takes is no part of a key.
    sessionStorage.setItem(place, input.value.replace(/[^\x21-\x7e]/g, ""));
    retry();
  });
  return {
    title: "Copilot chats",
    nodes: [form],
    announcement: "A key is needed",
    focus: input,
  };
}
