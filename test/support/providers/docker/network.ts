import type { Kind } from "./kind.ts";
import { labelObject } from "./labels.ts";
import { nameFailures } from "./names.ts";
import { removedWhenUnused } from "./removal.ts";

/** A network of the engine. */
export const network: Kind = {
  inputs: ["name", "driver", "internal", "options", "labels"],
  updated: [],

  failures: nameFailures,

  async create(engine, { name, driver, internal, options, labels }) {
    const answer = await engine.send("POST", "/networks/create", {
      Name: name,
      // Without this the engine makes any number of networks of one name.
      CheckDuplicate: true,
      Driver: driver ?? "bridge",
      Internal: internal ?? false,
      Options: options ?? {},
      Labels: labelObject(labels),
    });
    return { id: String(answer?.Id), outputs: { scope: "local" } };
  },

  async read(engine, id) {
    return (await engine.find(`/networks/${id}`)) && {};
  },

  delete: (engine, id) => removedWhenUnused(engine, `/networks/${id}`, /has active endpoints/),
};
