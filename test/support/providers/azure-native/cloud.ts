import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { unwrap } from "../../../../providers/process/secrets.ts";
import type { Wire } from "../wire.ts";
import { parentOf } from "./ids.ts";

/** Environment variable with the path of the file that is the cloud. */
export const cloudFileVariable = "STAND_IN_AZURE_FILE";

export interface CloudResource {
  /** Token of the SDK, for example `azure-native:storage:StorageAccount`. */
  token: string;
  /** Secrets stay wrapped, so that a read gives them back as secrets. */
  properties: Wire;
}

/** What exists, by Azure's id. A test may read and change the file while no engine runs. */
export interface Cloud {
  all(): Record<string, CloudResource>;
  /** Ids are told apart without regard to case, as Azure does. */
  find(id: string): CloudResource | undefined;
  /** Also true of what Azure makes by itself. */
  has(id: string): boolean;
  put(id: string, resource: CloudResource): void;
  remove(id: string): void;
}

export function openCloud(file: string): Cloud {
  const all = (): Record<string, CloudResource> =>
    existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const keyOf = (id: string) => Object.keys(all()).find((key) => sameId(key, id));
  const write = (resources: Record<string, CloudResource>) => {
    writeFileSync(`${file}.new`, JSON.stringify(resources, null, 2));
    renameSync(`${file}.new`, file);
  };
  const cloud: Cloud = {
    all,
    find: (id) => all()[keyOf(id) ?? id],
    has(id) {
      if (isSubscription(id) || cloud.find(id)) return true;
      if (comesWithParent(id)) return cloud.has(parentOf(id));
      return isInlineSubnet(id, cloud.find(parentOf(id)));
    },
    put: (id, resource) => write({ ...all(), [keyOf(id) ?? id]: resource }),
    remove(id) {
      const { [keyOf(id) ?? id]: _, ...others } = all();
      write(others);
    },
  };
  return cloud;
}

/** Azure makes it with its parent and removes it with its parent. */
export function comesWithParent(id: string): boolean {
  return /\/blobServices\/default$/i.test(id);
}

/** Subnets may be declared with their network; these are no resources of their own. */
function isInlineSubnet(id: string, network: CloudResource | undefined): boolean {
  const [, name] = /\/subnets\/([^/]+)$/i.exec(id) ?? [];
  const subnets = (unwrap(network?.properties.subnets) ?? []) as { name: string }[];
  return subnets.some((subnet) => subnet.name === name);
}

function isSubscription(id: string): boolean {
  return /^\/subscriptions\/[^/]+$/i.test(id);
}

function sameId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
