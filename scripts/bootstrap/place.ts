import type { Operator } from "../operator.ts";

/** Where everything is made. */
export interface Place {
  subscriptionId: string;
  resourceGroup: string;
  location: string;
  /** Ends names that are shared with the world. */
  suffix: string;
}

/** Options of every command of `az` but `az rest`. */
export function inSubscription({ subscriptionId }: Pick<Place, "subscriptionId">): string[] {
  return ["--subscription", subscriptionId, "--output", "json"];
}

/** Resource id of the group. */
export function groupId({ subscriptionId, resourceGroup }: Place): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
}

/** Anything that Azure lists. */
export interface Named {
  name: string;
}

/** Names of Azure are told apart without regard to case. */
export function has(list: Named[], name: string): boolean {
  return list.some((one) => one.name.toLowerCase() === name.toLowerCase());
}

/** Whether `list` of az has it. Once it is to be there it is, but for what a dry run has only told of. */
export async function isMade(operator: Operator, place: Place, list: string[], name: string) {
  return has(await operator.ask<Named[]>("az", [...list, ...inSubscription(place)]), name);
}

/** Throws where somebody else in the world has the name. */
export function refuseTaken(
  name: string,
  answer: { nameAvailable: boolean; message?: string | null },
) {
  if (answer.nameAvailable) return;
  throw new Error(
    `${name}: cannot be had, got "${answer.message}"; use another ending with --suffix`,
  );
}
