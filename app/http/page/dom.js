/**
 * An element. Children that are text become text nodes, so that no chat is ever read as markup;
 * undefined ones are left out.
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== undefined));
  return node;
}

/** `1 message`, `1,204 messages`. */
export function counted(count, noun) {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** What stands where there is nothing else; the command is for the terminal. */
export function emptyState(heading, text, command) {
  return element(
    "div",
    { class: "empty" },
    element("h1", {}, heading),
    element("p", {}, text),
    command === undefined ? undefined : element("code", { class: "command" }, command),
  );
}

/** A button that adds the next page of a list of rows, as `addNext` does, and leads on to it. */
export function moreButton(list, addNext) {
  const button = element("button", { type: "button" }, "Show more");
  button.addEventListener("click", async () => {
    button.disabled = true;
    const before = list.querySelectorAll(".row").length;
    try {
      await addNext();
      button.textContent = "Show more";
      list.querySelectorAll(".row")[before]?.focus({ preventScroll: true });
    } catch {
      button.textContent = "The server does not answer. Try again";
    }
    button.disabled = false;
  });
  return button;
}

/** Address of a session in this page. */
export function sessionPath(id) {
  return `#/session/${encodeURIComponent(id)}`;
}

/** A time as people say it near to now, with the exact one as tooltip. */
export function timeElement(time) {
  return timeShownAs(timeText(time), time);
}

/** A time with its clock, for messages of one session. */
export function clockElement(time) {
  return timeShownAs(`${dayText(time)}, ${clockText(time)}`, time);
}

/** Heading of the group of a list that a time belongs to. */
export function periodOf(time) {
  const days = daysAgo(time);
  if (days <= 0) return "Today";
  if (days === 1) return "Yesterday";
  if (days < 7) return "Earlier this week";
  return new Date(time).toLocaleDateString("en-GB", { month: "long", year: "numeric" });
}

function timeShownAs(text, time) {
  const date = new Date(time);
  const exact = date.toLocaleString("en-GB", { dateStyle: "full", timeStyle: "short" });
  return element("time", { datetime: date.toISOString(), title: exact }, text);
}

function timeText(time) {
  const minutes = Math.round((Date.now() - time) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  const days = daysAgo(time);
  if (days <= 0) return `today, ${clockText(time)}`;
  if (days === 1) return `yesterday, ${clockText(time)}`;
  return dayText(time);
}

function clockText(time) {
  return new Date(time).toLocaleTimeString("en-GB", { timeStyle: "short" });
}

function dayText(time) {
  const sameYear = new Date(time).getFullYear() === new Date().getFullYear();
  const year = sameYear ? undefined : "numeric";
  return new Date(time).toLocaleDateString("en-GB", { day: "numeric", month: "short", year });
}

function daysAgo(time) {
  const midnight = (at) => new Date(at).setHours(0, 0, 0, 0);
  return Math.round((midnight(Date.now()) - midnight(time)) / 86_400_000);
}
