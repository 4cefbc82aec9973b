import type { Operator } from "../operator.ts";
import { inSubscription, type Place } from "./place.ts";

/** What bootstrap itself makes. */
const own = [
  "Microsoft.Authorization",
  "Microsoft.KeyVault",
  "Microsoft.ManagedIdentity",
  "Microsoft.Storage",
];

/** Registers the resource providers that the subscription lacks, and waits until each is there. */
export async function registerProviders(operator: Operator, place: Place, needed: string[]) {
  const query = "[?registrationState=='Registered'].namespace";
  const list = ["provider", "list", "--query", query, ...inSubscription(place)];
  const registered = await operator.ask<string[]>("az", list);
  const known = new Set(registered.map((name) => name.toLowerCase()));
  const wanted = [...new Set([...own, ...needed])].toSorted();
  for (const namespace of wanted.filter((name) => !known.has(name.toLowerCase()))) {
    const args = ["provider", "register", "--namespace", namespace, "--wait"];
    await operator.change({
      what: `registers the resource provider ${namespace}`,
      program: "az",
      args: [...args, ...inSubscription(place)],
    });
  }
}
