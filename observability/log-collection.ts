import { chatApp } from "../app/service.ts";
import { dockerSocketProxyUrl } from "../services/docker-socket-proxy.ts";

/** Which log lines are collected and what is made of them, whoever the agent is. */
export interface LogCollection {
  /** `tcp://host:port` of the Docker API that lists containers and reads their logs. */
  dockerAddress: string;
  /** URL that Loki takes lines at. */
  pushUrl: string;
  /** Label `name=value` of the containers that are read. */
  containerLabel: string;
  /** Seconds between two looks for new containers. */
  refreshSeconds: number;
  labels: LineLabel[];
  levels: LevelSource[];
}

/** A label of the lines, from what Docker says of the container. */
interface LineLabel {
  label: string;
  /** As service discovery names it. */
  source: string;
  /** What of it is taken. */
  regex: string;
}

/** Where the lines of some services say their level. */
export type LevelSource = {
  /** LogQL selector of the lines. */
  selector: string;
} & ({ jsonField: string } | { regex: string });

export interface LogCollectionArgs {
  /** Name of the stack; only its containers are read. */
  stack: string;
}

/** The logs of the containers of one stack, with `service`, `container` and, where told, `level`. */
export function logCollection({ stack }: LogCollectionArgs): LogCollection {
  return {
    // Not `http://`: agents would then end every log that they follow with each look for containers.
    dockerAddress: dockerSocketProxyUrl,
    pushUrl: "http://loki:3100/loki/api/v1/push",
    containerLabel: `copilot.stack=${stack}`,
    refreshSeconds: 5,
    labels: [
      {
        label: "service",
        source: "__meta_docker_container_label_copilot_service",
        regex: "(.*)",
      },
      // Docker's own name of a container begins with a slash.
      { label: "container", source: "__meta_docker_container_name", regex: "/(.*)" },
    ],
    levels: [
      { selector: `{service="${chatApp.name}"}`, jsonField: "level" },
      {
        selector: `{service!="${chatApp.name}"}`,
        // The form `level=info`, which most services write; a closed list keeps the label small.
        regex: `\\blevel="?(?P<level>(?i:trace|debug|info|warn|warning|error|fatal|critical))\\b`,
      },
    ],
  };
}

/** Turns `INFO` into `info`. */
export const lowerCaseTemplate = "{{ ToLower .Value }}";
