import type * as pulumi from "@pulumi/pulumi";

/**
 * Options that a recorded graph does not keep: give `opts` to a component, and `seen` holds those of
 * each child by its logical name.
 */
export function watchedOptions() {
  const seen: Record<string, pulumi.CustomResourceOptions> = {};
  const watch: pulumi.ResourceTransformation = ({ name, opts }) => {
    seen[name] = opts;
    return undefined;
  };
  return { seen, opts: { transformations: [watch] } };
}
