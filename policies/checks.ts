import type { RecordedResource } from "../plan/graph.ts";
import type { Condition } from "./conditions.ts";
import type { Check } from "./policy.ts";
import { joinPaths, listAt, valueAt } from "./property-path.ts";

/** The property is as expected; `found` is said instead of a value that must not be shown. */
export function property(path: string, isRight: Condition, found?: string): Check {
  return (resource) =>
    isRight(valueAt(resource.inputs, path))
      ? []
      : [{ resource, path, ...(found !== undefined && { found }) }];
}

/** The same property of every item of a list is as expected; `""` is the item itself. */
export function everyItem(listPath: string, itemPath: string, isRight: Condition): Check {
  return items(listPath, (item) => (isRight(valueAt(item, itemPath)) ? undefined : itemPath));
}

/** The list has this text among its items. */
export function holds(listPath: string, text: string): Check {
  return (resource) =>
    listAt(resource.inputs, listPath).includes(text) ? [] : [{ resource, path: listPath }];
}

/** Judges each item of a list; the judge answers the path within the item that is wrong. */
export function items(listPath: string, judge: (item: unknown) => string | undefined): Check {
  return (resource) =>
    listAt(resource.inputs, listPath).flatMap((item, index) => {
      const itemPath = judge(item);
      return itemPath === undefined
        ? []
        : [{ resource, path: joinPaths(`${listPath}[${index}]`, itemPath) }];
    });
}

/** Every one of these holds. */
export function all(...checks: Check[]): Check {
  return (resource, graph) => checks.flatMap((check) => check(resource, graph));
}

/** Pulumi refuses to delete or replace it. */
export const isProtected: Check = (resource) =>
  resource.isProtected ? [] : [{ resource, path: "protect" }];

/** Says whether `other` is of `resource`. */
export type Belongs = (other: RecordedResource, resource: RecordedResource) => boolean;

/** Names the same as `resource` in all of these properties. */
export function sharing(...paths: string[]): Belongs {
  return (other, resource) =>
    paths.every((path) => {
      const value = valueAt(resource.inputs, path);
      return value !== undefined && value === valueAt(other.inputs, path);
    });
}

/** Takes a value of `resource`, or waits for it. */
export const dependent: Belongs = (other, resource) => other.dependencies.includes(resource.urn);

/**
 * A resource of another type belongs to the judged one and passes the check. The path of what is
 * missing is that type's own name, or `missing`.
 */
export function companion(
  type: string,
  belongs: Belongs,
  check: Check,
  missing = shortType(type),
): Check {
  return (resource, graph) => {
    const judged = graph.resources
      .filter((other) => other.type === type && belongs(other, resource))
      .map((other) => check(other, graph));
    if (judged.length === 0) return [{ resource, path: missing }];
    return judged.some((problems) => problems.length === 0) ? [] : judged.flat();
  };
}

/** `WebApp` of `azure-native:web:WebApp`. */
function shortType(type: string): string {
  return type.slice(type.lastIndexOf(":") + 1);
}
