import type { Kind } from "./kind.ts";
import { labelObject } from "./labels.ts";
import { nameFailures } from "./names.ts";
import { removedWhenUnused } from "./removal.ts";

/** A named volume. The engine answers a volume of that name which is there already as if made now. */
export const volume: Kind = {
  inputs: ["name", "driver", "labels"],
  updated: [],

  failures: nameFailures,

  async create(engine, { name, driver, labels }) {
    const answer = await engine.send("POST", "/volumes/create", {
      Name: name,
      Driver: driver ?? "local",
      Labels: labelObject(labels),
    });
    return { id: String(answer?.Name), outputs: { mountpoint: answer?.Mountpoint } };
  },

  async read(engine, id) {
    return (await engine.find(`/volumes/${encodeURIComponent(id)}`)) && {};
  },

  delete: (engine, id) =>
    removedWhenUnused(engine, `/volumes/${encodeURIComponent(id)}`, /volume is in use/),
};
