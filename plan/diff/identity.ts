import type { RecordedResource, ResourceGraph } from "../graph.ts";

/**
 * What the engine knows a resource by, the present first: the types from the stack down to its own, and
 * its name. Children inherit the aliases of what they belong to, with names that began with its name.
 * Source: https://www.pulumi.com/docs/iac/concepts/resources/options/aliases/
 */
export function identitiesIn({
  resources,
}: ResourceGraph): (resource: RecordedResource) => string[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const known = new Map<string, Identity[]>();
  const identitiesAt = (urn: string | undefined): Identity[] => {
    const resource = byUrn.get(urn ?? "");
    // The stack is in no identity: it is above everything.
    if (!resource || resource.parent === undefined) return [{ types: "", name: "" }];
    const found = known.get(resource.urn) ?? identities(resource);
    known.set(resource.urn, found);
    return found;
  };
  const identities = (resource: RecordedResource): Identity[] => {
    const parents = identitiesAt(resource.parent);
    return [resource, ...(resource.aliases ?? [])].flatMap((label) => {
      if (!("name" in label)) return [identityOfUrn(label.urn)];
      const above =
        label.parent === resource.parent ? parents : identitiesAt(label.parent).slice(0, 1);
      return above.map((parent) => below(parent, parents[0]?.name ?? "", label));
    });
  };
  return (resource) => identitiesAt(resource.urn).map(({ types, name }) => `${types}::${name}`);
}

interface Identity {
  /** Joined by `$`. */
  types: string;
  name: string;
}

function below(
  parent: Identity,
  presentParentName: string,
  { type, name }: { type: string; name: string },
): Identity {
  const isNamedAfterParent = parent.name !== "" && name.startsWith(presentParentName);
  return {
    types: parent.types === "" ? type : `${parent.types}$${type}`,
    name: isNamedAfterParent ? parent.name + name.slice(presentParentName.length) : name,
  };
}

function identityOfUrn(urn: string): Identity {
  const [, , types = "", name = ""] = urn.split("::");
  return { types: types.replace(/^pulumi:pulumi:Stack\$/, ""), name };
}
