import { isDeepStrictEqual } from "node:util";
import type { Provider } from "@pulumi/pulumi/provider/index.js";
import { containsUnknown, unwrap } from "../../../../providers/process/secrets.ts";
import { sdkVersion } from "../sdk.ts";
import type { CheckFailure } from "../serve.ts";
import { isTree, type Wire } from "../wire.ts";
import { container } from "./container.ts";
import type { Engine } from "./engine.ts";
import { image } from "./image.ts";
import { HalfMade, type Kind } from "./kind.ts";
import { network } from "./network.ts";
import { remoteImage } from "./remote-image.ts";
import { illTyped } from "./shape.ts";
import { volume } from "./volume.ts";

const kinds: Record<string, Kind> = {
  "docker:index/container:Container": container,
  "docker:index/image:Image": image,
  "docker:index/network:Network": network,
  "docker:index/remoteImage:RemoteImage": remoteImage,
  "docker:index/volume:Volume": volume,
};

/**
 * Stands in for `docker` over a real Docker Engine: what it makes is real, and so are the engine's
 * refusals. Written after the real provider (https://github.com/pulumi/pulumi-docker over
 * https://github.com/kreuzwerker/terraform-provider-docker 4.5).
 *
 * Proves, under the real engine of Pulumi: every input is one of the SDK's, of its type, nested too;
 * what replaces what, in which order, and that containers go before their successors come; that a
 * second `up` changes nothing; that a refresh finds what died or was removed, and reads back what
 * the real provider reads back, in its spelling; that a container is made when it is healthy, and
 * kept in the state when it is not; that the engine takes the files, limits and rights as they are.
 *
 * Does not prove: logins to registries, pushes, remote engines over TCP or SSH, resources and inputs
 * that the program does not use (they are refused), generated names, and the Go code itself. Two
 * things differ: changed `healthcheck` and `tmpfs` replace a container, as the program asks of the
 * real provider by `replaceOnChanges`, which this server is not told; and images are built by the
 * machine's `docker build`. Engines older than API 1.44 are refused a `startInterval`, by the words
 * of Docker's own Go client.
 */
export function dockerStandIn(engine: Engine) {
  return {
    version: sdkVersion("docker"),

    async check(urn: string, _olds: Wire, news: Wire) {
      const token = tokenOf(urn);
      const plain = unwrap(news) as Wire;
      const failures = illTyped(token, plain);
      if (failures.length > 0) return { inputs: news, failures };
      const kind = kinds[token];
      if (!kind) return { inputs: news, failures: [notStoodIn("", token)] };
      const refused = [...unsupported(kind, plain), ...(kind.failures?.(plain) ?? [])];
      const completed = refused.length === 0 ? await kind.completed?.(plain) : undefined;
      return { inputs: { ...news, ...completed }, failures: refused };
    },

    async diff(_id: string, urn: string, olds: Wire, news: Wire) {
      const { inputs, updated, ordered = [] } = kindOf(urn);
      const isSame = (key: string, old: unknown, now: unknown) =>
        isDeepStrictEqual(...([old, now].map((value) => comparable(key, value, ordered)) as Pair));
      const replaces = inputs
        .filter((key) => !updated.includes(key))
        .filter((key) => !isSame(key, unwrap(olds[key]), unwrap(news[key])));
      return {
        // What has only become a secret is to be stored as one.
        changes: inputs.some((key) => !isSame(key, olds[key], news[key])),
        replaces,
        deleteBeforeReplace: replaces.length > 0,
      };
    },

    async create(urn: string, news: Wire) {
      try {
        const { id, outputs } = await kindOf(urn).create(engine, unwrap(news) as Wire);
        return { id, outs: { ...news, ...outputs } };
      } catch (error) {
        if (error instanceof HalfMade) error.properties = news;
        throw error;
      }
    },

    async read(id: string, urn: string, props: Wire) {
      const { read } = kindOf(urn);
      const differing = read ? await read(engine, id, unwrap(props) as Wire) : {};
      // An answer without an id tells the engine of Pulumi that the resource is gone.
      return differing ? { id, props: { ...props, ...differing } } : { id: "", props: {} };
    },

    async update(id: string, urn: string, olds: Wire, news: Wire) {
      const { update } = kindOf(urn);
      const plain = unwrap(news) as Wire;
      const outputs = await update?.(engine, id, unwrap(olds) as Wire, plain);
      return { outs: { ...olds, ...news, ...outputs } };
    },

    async delete(id: string, urn: string, props: Wire) {
      await kindOf(urn).delete(engine, id, unwrap(props) as Wire);
    },
  } satisfies Provider;
}

type Pair = [unknown, unknown];

/** The URN's third part names the types of the parents too, the resource's own last. */
function tokenOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

function kindOf(urn: string): Kind {
  const kind = kinds[tokenOf(urn)];
  if (!kind) throw new Error(`${tokenOf(urn)}: is not stood in for`);
  return kind;
}

function unsupported({ inputs }: Kind, given: Wire): CheckFailure[] {
  return Object.entries(given)
    .filter(([key, value]) => value !== undefined && value !== null && !inputs.includes(key))
    .map(([key]) => notStoodIn(key, key));
}

function notStoodIn(property: string, what: string): CheckFailure {
  return { property, reason: `${what} is not stood in for; add it to the stand-in` };
}

/** Sets as lists in one order, and what is absent like what is empty. */
function comparable(key: string, value: unknown, ordered: readonly string[]): unknown {
  if (containsUnknown(value)) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => comparable(key, item, ordered));
    if (items.length === 0) return undefined;
    return ordered.includes(key) ? items : items.toSorted(byText);
  }
  if (!isTree(value)) return value;
  const entries = Object.entries(value).map(([name, item]) => [
    name,
    comparable(name, item, ordered),
  ]);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined).toSorted(byText));
}

function byText(one: unknown, other: unknown): number {
  const [a, b] = [JSON.stringify(one), JSON.stringify(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}
