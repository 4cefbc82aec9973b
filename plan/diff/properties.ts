import { isDeepStrictEqual } from "node:util";
import { type Leaf, leavesOf, type Secrets } from "../leaves.ts";

export interface PropertyChange {
  path: string;
  /** Undefined where nothing was set. */
  before: Side | undefined;
  after: Side | undefined;
}

/** A value, or that there is a secret: where either side is secret, the values of both are left out. */
export type Side = { isSecret: false; value: unknown } | { isSecret: true };

/** Values of one side, with what of them is secret. */
export interface Values {
  values: Record<string, unknown>;
  secrets: Secrets;
}

/** What differs, in the order of the later values; what is gone comes last. */
export function propertyChanges(before: Values, after: Values): PropertyChange[] {
  const olds = leavesOf(before.values, before.secrets);
  const news = leavesOf(after.values, after.secrets);
  const [oldByPath, newByPath] = [byPath(olds), byPath(news)];
  const paths = new Set([...newByPath.keys(), ...oldByPath.keys()]);
  return [
    ...[...paths].flatMap((path) => leafChange(path, oldByPath.get(path), newByPath.get(path))),
    ...orderChanges(olds, news),
  ];
}

function byPath(leaves: Leaf[]): Map<string, Leaf> {
  return new Map(leaves.map((leaf) => [leaf.path, leaf]));
}

function leafChange(path: string, old: Leaf | undefined, now: Leaf | undefined): PropertyChange[] {
  if (old && now && old.isSecret === now.isSecret && isDeepStrictEqual(old.value, now.value)) {
    return [];
  }
  const isHidden = Boolean(old?.isSecret || now?.isSecret);
  return [{ path, before: sideOf(old, isHidden), after: sideOf(now, isHidden) }];
}

/** What becomes secret, or no longer is, may be the same value. */
function sideOf(leaf: Leaf | undefined, isHidden: boolean): Side | undefined {
  if (!leaf) return undefined;
  if (leaf.isSecret) return { isSecret: true };
  return { isSecret: false, value: isHidden ? hidden : leaf.value };
}

/** Stands for a value that is not secret itself, beside one that is. */
const hidden = "[not shown]";

/** Items go by their names, so a list in another order has the same leaves. */
function orderChanges(olds: Leaf[], news: Leaf[]): PropertyChange[] {
  const oldOrders = itemOrders(olds);
  return [...itemOrders(news)].flatMap(([list, names]) => {
    const oldNames = oldOrders.get(list) ?? new Set<string>();
    const isSameSet =
      names.size === oldNames.size && [...names].every((name) => oldNames.has(name));
    if (!isSameSet || isDeepStrictEqual([...names], [...oldNames])) return [];
    return [
      {
        path: `${list}[]`,
        before: { isSecret: false, value: [...oldNames] },
        after: { isSecret: false, value: [...names] },
      },
    ];
  });
}

/** Names of items by the path of their list, in their order. */
function itemOrders(leaves: Leaf[]): Map<string, Set<string>> {
  const orders = new Map<string, Set<string>>();
  for (const { path } of leaves) {
    for (const match of path.matchAll(/\[([^\]"]+)\]/g)) {
      const list = path.slice(0, match.index);
      const names = orders.get(list) ?? new Set<string>();
      orders.set(list, names.add(match[1] ?? ""));
    }
  }
  return orders;
}
