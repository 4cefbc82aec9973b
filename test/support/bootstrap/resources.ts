import type { CloudState, Item } from "./state.ts";

/** All of a kind. */
export const all = (state: CloudState, kind: string): Item[] =>
  Object.entries(state.resources)
    .filter(([key]) => key.startsWith(`${kind}/`))
    .map(([, item]) => item);

/** Adds one; refuses a second of its name. */
export function put(state: CloudState, kind: string, name: string, item: Item): Item {
  const key = `${kind}/${name}`;
  if (key in state.resources) throw new Error(`ERROR: (Conflict) ${key} exists`);
  state.resources[key] = { name, ...item };
  return state.resources[key];
}

/** The one of this name; refuses where there is none. */
export function need(state: CloudState, kind: string, name: string | undefined): Item {
  const item = state.resources[`${kind}/${name}`];
  if (!item) throw new Error(`ERROR: (ResourceNotFound) ${kind}/${name} was not found`);
  return item;
}

/** Refuses where the subscription has not registered it. */
export function needProvider(state: CloudState, namespace: string): void {
  if (state.registered.some((one) => one.toLowerCase() === namespace.toLowerCase())) return;
  throw new Error(`ERROR: (MissingSubscriptionRegistration) not registered to use '${namespace}'`);
}
