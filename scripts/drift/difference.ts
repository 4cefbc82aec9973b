/** Something on Azure that is not as the stack says. It names what differs and never tells a value. */
export interface Difference {
  /** Name of the resource in the program, for example `backend-site`. */
  resource: string;
  /** Its type, for example `azure-native:web:WebApp`. */
  type: string;
  /** Path of what differs, for example `tags.owner`; undefined where the resource itself is gone. */
  property: string | undefined;
  /** What happened to it on Azure since the stack was last updated. */
  kind: "added" | "changed" | "gone";
  /** Key Vault references of a setting, which are no secrets; undefined for every other value. */
  references?: { wanted: string | undefined; live: string | undefined };
}

/** The logical name that a URN ends with. */
export function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
