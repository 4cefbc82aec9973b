import { randomBytes, randomUUID } from "node:crypto";
import { unwrap } from "../../../../providers/process/secrets.ts";
import { sdkVersion } from "../sdk.ts";
import type { StandIn } from "../serve.ts";
import { asUnknown, isTree, merge, type Wire } from "../wire.ts";
import { busyServers } from "./busy.ts";
import type { Cloud } from "./cloud.ts";
import { diffInputs } from "./diff.ts";
import { client, nameProperty, pathProperties, resourceId } from "./ids.ts";
import { computedOutputs } from "./outputs.ts";
import { refuseDelete, refuseDuplicate, refuseMissing } from "./refusals.ts";
import { inputFailures } from "./rules.ts";

/**
 * Stands in for azure-native over a cloud that is a file. Proves beside what every stand-in proves:
 * types and top-level properties are the SDK's, names are Azure's, nothing is made twice, before
 * its parent or before what it names, and nothing is deleted under a lock or with something in it.
 * Does not prove: values and nested properties (the compiler checks the latter's names), what a SKU
 * or region offers, how long roles take to spread, soft deletion, costs. What Azure can only reset
 * (a policy of a site, a setting of a server) is deleted here like everything else. Preview and replacement
 * follow the provider's source (https://github.com/pulumi/pulumi-azure-native, provider.go).
 */
export function azureNative(cloud: Cloud): StandIn {
  const onServer = busyServers();

  return {
    version: sdkVersion("azure-native"),

    check(token, name, olds, news) {
      const inputs = withName(token, name, olds, news);
      return { inputs, failures: inputFailures(token, inputs) };
    },

    diff: diffInputs,

    preview(token, inputs, state) {
      const computed = computedOutputs(token, resourceId(token, inputs), inputs);
      const { name, location } = state;
      const stable = { ...(name ? { name } : {}), ...(location ? { location } : {}) };
      return { ...merge(asUnknown(computed) as Wire, inputs), ...stable };
    },

    async create(token, inputs) {
      const id = resourceId(token, inputs);
      refuseDuplicate(cloud, token, id, inputs);
      refuseMissing(cloud, id, inputs);
      const outputs = merge(inputs, computedOutputs(token, id, inputs));
      await onServer(id, () => cloud.put(id, { token, properties: outputs }));
      return { id, outputs };
    },

    read(id, inputs) {
      const live = cloud.find(id);
      if (!live) return undefined;
      // The id's parts cannot drift; an output may have the name of one, and another value.
      const fixed = Object.entries(inputs).filter(([key]) =>
        pathProperties(live.token).includes(key),
      );
      const seen = { ...sameShape(inputs, live.properties), ...Object.fromEntries(fixed) };
      return { inputs: keepUnread(seen, inputs), outputs: keepUnread(live.properties, inputs) };
    },

    async update(token, id, _state, inputs) {
      refuseMissing(cloud, id, inputs);
      const outputs = merge(inputs, computedOutputs(token, id, inputs));
      await onServer(id, () => cloud.put(id, { token, properties: outputs }));
      return outputs;
    },

    async delete(id) {
      refuseDelete(cloud, id);
      await onServer(id, () => cloud.remove(id));
    },

    invoke(token, args) {
      if (token === "azure-native:authorization:getClientConfig") return client;
      if (token === "azure-native:web:listWebAppApplicationSettings") {
        return appSettings(cloud, resourceId("azure-native:web:WebApp", args));
      }
      throw new Error(
        `${token}: the stand-in does not answer this function; add it to provider.ts`,
      );
    },
  };
}

/** A resource without a name gets one, and keeps it; an assignment of a role gets a GUID. */
function withName(token: string, logicalName: string, olds: Wire, news: Wire): Wire {
  const property = nameProperty(token);
  if (property === undefined || property in news) return news;
  const made = token.endsWith(":RoleAssignment")
    ? randomUUID()
    : `${logicalName}${randomBytes(4).toString("hex")}`;
  return { ...news, [property]: olds[property] ?? made };
}

/** A refresh of a site asks for its configuration, but not for its app settings. */
function keepUnread(seen: Wire, inputs: Wire): Wire {
  const { siteConfig } = inputs as { siteConfig?: Wire };
  if (siteConfig?.appSettings === undefined) return seen;
  const { appSettings } = siteConfig;
  return { ...seen, siteConfig: { ...(seen.siteConfig as Wire), appSettings } };
}

/** While the cloud has one, nobody may list the settings of a site. */
export const denyAssignment = "azure-native:authorization:DenyAssignment";

/** What a site is set to now, as `listWebAppApplicationSettings` answers it. */
function appSettings(cloud: Cloud, id: string): Wire {
  const site = cloud.find(id);
  const isDenied = Object.values(cloud.all()).some(({ token }) => token === denyAssignment);
  if (isDenied)
    throw new Error(`Status=403 Code="AuthorizationFailed" Message="no right to ${id}"`);
  if (!site) throw new Error(`Status=404 Code="ResourceNotFound" Message="${id} was not found"`);
  const { siteConfig } = unwrap(site.properties) as {
    siteConfig: { appSettings: { name: string; value: string }[] };
  };
  const settings = siteConfig.appSettings.map(({ name, value }) => [name, value]);
  return {
    id: `${id}/config/appsettings`,
    name: "appsettings",
    properties: Object.fromEntries(settings),
  };
}

/** The live values of what the program has set: what Azure adds is no drift. */
function sameShape(inputs: Wire, live: Wire): Wire {
  return Object.fromEntries(
    Object.entries(inputs)
      .filter(([key]) => key in live)
      .map(([key, value]) => {
        const now = live[key];
        return [key, isTree(value) && isTree(now) ? sameShape(value, now) : now];
      }),
  );
}
