import { dirname } from "node:path/posix";
import { Container } from "@pulumi/docker/container.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Service } from "../../services/types.ts";
import type { DockerHost } from "./host.ts";
import { labelList, stackLabel } from "./labels.ts";
import { type SecretValues, secretFiles } from "./secrets.ts";

export interface FileCarrierArgs {
  host: DockerHost;
  service: Pick<Service, "name" | "environment" | "files" | "secrets" | "user">;
  secretValues: SecretValues;
  /** That of the service, because what it has in the folders of the files stays there. */
  image: pulumi.Input<string>;
}

/**
 * A container that is made, never started, and holds the files of a service in volumes without a
 * name, for the service to mount read-only. Undefined for a service without files. The engine takes
 * no upload into a container whose root file system is read-only, and a bind mount would need the
 * files on the engine's own machine.
 */
export function fileCarrier(
  name: string,
  { host, service, secretValues, image }: FileCarrierArgs,
  opts: pulumi.CustomResourceOptions,
): Container | undefined {
  const uploads = [...plainUploads(service), ...secretUploads(service, secretValues)];
  if (uploads.length === 0) return undefined;
  const paths = uploads.map(({ file }) => file);
  refuseTwice(service.name, paths);
  return new Container(
    `${name}-files`,
    {
      name: host.containerName(`${service.name}-files`),
      image,
      // The engine wants one of every container.
      command: ["never-started"],
      start: false,
      mustRun: false,
      networkMode: "none",
      volumes: foldersOf(service.name, paths).map((containerPath) => ({ containerPath })),
      uploads,
      // Without the label of services: it is none.
      labels: labelList({ [stackLabel]: host.stackName }),
    },
    opts,
  );
}

function plainUploads({ name, files }: FileCarrierArgs["service"]) {
  return files.map(({ path, content }) => {
    if (content === "") throw new Error(`${name}: ${path} is empty, which cannot be uploaded`);
    return { file: path, content, permissions: "0444" };
  });
}

function secretUploads(service: FileCarrierArgs["service"], values: SecretValues) {
  const [, owner, group] = /^(\d+):(\d+)$/.exec(service.user) ?? [];
  if (owner === undefined || group === undefined) {
    throw new Error(`${service.name}: user must be numeric as uid:gid, got "${service.user}"`);
  }
  return secretFiles(service, values).map(({ path, content }) => ({
    file: path,
    content,
    permissions: "0400",
    owner,
    group,
  }));
}

function refuseTwice(service: string, paths: string[]): void {
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice) throw new Error(`${service}: has two files ${twice}`);
}

/** The folders of the files, without those that lie in another one of them. */
function foldersOf(service: string, paths: string[]): string[] {
  const folders = [...new Set(paths.map((path) => dirname(path)))];
  const tooHigh = folders.find((folder) => !/^\/[^/]+\/./.test(folder));
  if (tooHigh) {
    throw new Error(
      `${service}: has a file in ${tooHigh}, which would be hidden by a volume as a whole; use a folder in it`,
    );
  }
  return folders.filter((folder) => !folders.some((other) => folder.startsWith(`${other}/`)));
}
