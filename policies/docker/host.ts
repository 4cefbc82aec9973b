import { all, everyItem, items, property } from "../checks.ts";
import { equals, isUnset, oneOf } from "../conditions.ts";
import type { Check, Policy } from "../policy.ts";
import { valueAt } from "../property-path.ts";
import { ofRunning } from "./container.ts";

/** What a container sees of the machine that it runs on. */
export const hostPolicies: Policy[] = [
  ofRunning({
    id: "docker-container-no-socket",
    title: "No container can tell the engine what to do",
    severity: "error",
    check: noHostPath((path) => path.endsWith("docker.sock")),
    sources: ["CISDocker1.6:5.32"],
  }),
  ofRunning({
    id: "docker-container-no-system-folder",
    title: "No container sees a folder of the host's system",
    severity: "error",
    check: noHostPath((path) => systemFolder.test(path)),
    sources: ["CISDocker1.6:5.6"],
  }),
  ofRunning({
    id: "docker-container-host-read-only",
    title: "Containers do not write to the host",
    severity: "warning",
    check: everyItem("mounts", "readOnly", equals(true)),
    sources: [],
  }),
  ofRunning({
    id: "docker-container-no-shared-mounts",
    title: "What a container mounts stays within it",
    severity: "error",
    check: everyItem("mounts", "bindOptions.propagation", oneOf(undefined, "private", "rprivate")),
    sources: ["CISDocker1.6:5.20"],
  }),
  ofRunning({
    id: "docker-container-no-device",
    title: "No container has a device of the host",
    severity: "error",
    check: property("devices", isUnset),
    sources: ["CISDocker1.6:5.18"],
  }),
  ofRunning({
    id: "docker-container-own-processes",
    title: "Containers see their own processes alone",
    severity: "error",
    check: property("pidMode", oneOf(undefined, "", "private")),
    sources: ["CISDocker1.6:5.16"],
  }),
  ofRunning({
    id: "docker-container-own-memory",
    title: "Containers share no memory with the host",
    severity: "error",
    check: property("ipcMode", oneOf(undefined, "", "private", "none")),
    sources: ["CISDocker1.6:5.17"],
  }),
  ofRunning({
    id: "docker-container-own-users",
    title: "Containers keep the engine's own mapping of users",
    severity: "error",
    check: property("usernsMode", oneOf(undefined, "")),
    sources: ["CISDocker1.6:5.31"],
  }),
];

const systemFolder = /^\/($|(boot|dev|etc|lib|lib64|proc|root|sys|usr|var\/lib\/docker)(\/|$))/;

/** A path of the host is given as a mount, or as a volume by its path. */
function noHostPath(isForbidden: (path: string) => boolean): Check {
  const judged = (list: string, key: string): Check =>
    items(list, (item) => {
      const path = valueAt(item, key);
      return typeof path === "string" && isForbidden(path) ? key : undefined;
    });
  return all(judged("mounts", "source"), judged("volumes", "hostPath"));
}
