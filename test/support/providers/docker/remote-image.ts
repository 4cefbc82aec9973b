import type { Engine } from "./engine.ts";
import type { Kind } from "./kind.ts";

/** An image that is pulled unless the engine has it. */
export const remoteImage: Kind = {
  inputs: ["name", "keepLocally", "forceRemove"],
  updated: ["keepLocally", "forceRemove"],

  async create(engine, { name }) {
    const imageId = await foundImage(engine, String(name)).catch((error: Error) => {
      throw new Error(`Unable to read Docker image into resource: ${error.message}`);
    });
    return { id: `${imageId}${name}`, outputs: { imageId } };
  },

  async read(engine, _id, { name, imageId }) {
    const found = await engine.find(`/images/${name}/json`);
    return found && (found.Id === imageId ? {} : { imageId: found.Id });
  },

  async delete(engine, _id, { name, keepLocally, forceRemove }) {
    if (keepLocally === true) return;
    await engine.send("DELETE", `/images/${name}?force=${forceRemove === true}`, undefined, [404]);
  },
};

/** Id of an image by its name or id, pulled first if the engine does not have it. */
export async function foundImage(engine: Engine, name: string): Promise<string> {
  const here = await engine.find(`/images/${name}/json`);
  if (here) return String(here.Id);
  try {
    await engine.stream(`/images/create?${pullQuery(name)}`);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`unable to pull image ${name}: error pulling image ${name}: ${message}`);
  }
  const pulled = await engine.find(`/images/${name}/json`);
  if (!pulled) throw new Error(`unable to find or pull image ${name}`);
  return String(pulled.Id);
}

/** A digest counts more than a tag; a colon before the last slash belongs to a registry's port. */
export function pullQuery(name: string): URLSearchParams {
  const [, fromImage = name, tag = "latest", digest] =
    /^(.+?)(?::([^/:@]+))?(?:@(.+))?$/.exec(name) ?? [];
  return new URLSearchParams({ fromImage, tag: digest ?? tag });
}
