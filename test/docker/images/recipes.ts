import type { images } from "../../../versions.ts";
import type { Recipe } from "./recipe.ts";

const prometheusVersion = "github.com/prometheus/common/version.Version";
const nobody = { nobody: "65534:65534" };

/**
 * The images of the default stack, for a machine without an image registry. User, paths, entrypoint,
 * volumes and the tools that health checks call are those of the published images. Common to all: no
 * certificates of public authorities and no time zones.
 */
export const recipes: Partial<Record<keyof typeof images, Recipe>> = {
  prometheus: {
    parts: [
      { busybox: true },
      {
        go: "prometheus",
        module: "github.com/prometheus/prometheus",
        programs: {
          "/bin/prometheus": "github.com/prometheus/prometheus/cmd/prometheus",
          "/bin/promtool": "github.com/prometheus/prometheus/cmd/promtool",
        },
        versionVariable: prometheusVersion,
        programVersion: "v3.13.5",
        moduleFiles: { "/etc/prometheus/prometheus.yml": "documentation/examples/prometheus.yml" },
      },
    ],
    users: nobody,
    folders: { "/prometheus": "65534:65534", "/etc/prometheus": "65534:65534" },
    instructions: [
      "USER nobody",
      "WORKDIR /prometheus",
      "EXPOSE 9090",
      'VOLUME ["/prometheus"]',
      'ENTRYPOINT ["/bin/prometheus"]',
      'CMD ["--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus"]',
    ],
    software: "same version",
    differs: "without the web page, whose assets are not in the module",
  },

  nodeExporter: {
    parts: [
      { busybox: true },
      {
        go: "node-exporter",
        module: "github.com/prometheus/node_exporter",
        programs: { "/bin/node_exporter": "github.com/prometheus/node_exporter" },
        versionVariable: prometheusVersion,
      },
    ],
    users: nobody,
    instructions: ["USER nobody", "EXPOSE 9100", 'ENTRYPOINT ["/bin/node_exporter"]'],
    software: "same version",
    differs: "",
  },

  redis: {
    parts: [{ busybox: true }, { debian: ["redis-tools", "util-linux"] }],
    // Debian's server is one program under several names.
    links: {
      "/usr/local/bin/redis-server": "/usr/bin/redis-check-rdb",
      "/usr/local/bin/redis-cli": "/usr/bin/redis-cli",
    },
    files: {
      "/usr/local/bin/docker-entrypoint.sh": `#!/bin/sh
set -e
case "\${1:-}" in -* | *.conf) set -- redis-server "$@" ;; esac
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
  chown -R redis:redis .
  exec /usr/bin/setpriv --reuid redis --regid 1000 --clear-groups "$0" "$@"
fi
exec "$@"
`,
    },
    users: { redis: "999:1000" },
    folders: { "/data": "999:1000" },
    instructions: [
      "WORKDIR /data",
      "EXPOSE 6379",
      'ENTRYPOINT ["docker-entrypoint.sh"]',
      'CMD ["redis-server"]',
    ],
    software: "other version",
    differs: "Redis 7.0 for 8.2: Debian's; no bundled modules",
  },

  loki: {
    parts: [
      {
        go: "loki",
        module: "github.com/grafana/loki/v3",
        programs: { "/usr/bin/loki": "github.com/grafana/loki/v3/cmd/loki" },
        versionVariable: "github.com/grafana/loki/v3/pkg/util/build.Version",
        moduleFiles: { "/etc/loki/local-config.yaml": "cmd/loki/loki-docker-config.yaml" },
      },
    ],
    users: { loki: "10001:10001" },
    folders: {
      "/etc/loki": "10001:10001",
      "/loki": "10001:10001",
      "/loki/rules": "10001:10001",
      "/loki/rules-temp": "10001:10001",
    },
    instructions: [
      "USER 10001",
      "WORKDIR /",
      "EXPOSE 3100",
      'ENTRYPOINT ["/usr/bin/loki"]',
      'CMD ["-config.file=/etc/loki/local-config.yaml"]',
    ],
    software: "same version",
    differs: "",
  },

  promtail: {
    parts: [
      { debian: ["bash", "dash", "coreutils", "grep", "sed"] },
      {
        go: "promtail",
        module: "github.com/grafana/loki/v3",
        programs: { "/usr/bin/promtail": "github.com/grafana/loki/v3/clients/cmd/promtail" },
        versionVariable: "github.com/grafana/loki/v3/pkg/util/build.Version",
        moduleFiles: {
          "/etc/promtail/config.yml": "clients/cmd/promtail/promtail-docker-config.yaml",
        },
      },
    ],
    instructions: [
      'ENTRYPOINT ["/usr/bin/promtail"]',
      'CMD ["-config.file=/etc/promtail/config.yml"]',
    ],
    software: "other version",
    differs: "Promtail 3.5.0 for 3.6.11: the last in a Loki module; reads no systemd journal",
  },

  cadvisor: {
    parts: [
      { busybox: true },
      {
        go: "cadvisor",
        module: "github.com/google/cadvisor",
        programs: { "/usr/bin/cadvisor": "." },
        versionVariable: "github.com/google/cadvisor/lib/version.Version",
        moduleFiles: {
          "/usr/bin/entrypoint.sh": "deploy/entrypoint.sh",
          "/usr/bin/healthcheck.sh": "deploy/healthcheck.sh",
        },
      },
    ],
    instructions: [
      "EXPOSE 8080",
      "HEALTHCHECK --interval=30s --timeout=3s --start-period=5s CMD /usr/bin/healthcheck.sh",
      'ENTRYPOINT ["/usr/bin/entrypoint.sh"]',
    ],
    software: "same version",
    differs:
      "its packages under a main of ours, as its command is in no module: no page, fewer flags",
  },

  alertmanager: {
    parts: [
      { busybox: true },
      {
        go: "alertmanager",
        module: "github.com/prometheus/alertmanager",
        programs: {
          "/bin/alertmanager": "github.com/prometheus/alertmanager/cmd/alertmanager",
          "/bin/amtool": "github.com/prometheus/alertmanager/cmd/amtool",
        },
        versionVariable: prometheusVersion,
        moduleFiles: { "/etc/alertmanager/alertmanager.yml": "examples/ha/alertmanager.yml" },
        absentFiles: { "ui/app/dist/index.html": "no web page in this build\n" },
      },
    ],
    users: nobody,
    folders: { "/alertmanager": "65534:65534", "/etc/alertmanager": "65534:65534" },
    instructions: [
      "USER nobody",
      "WORKDIR /alertmanager",
      "EXPOSE 9093",
      'VOLUME ["/alertmanager"]',
      'ENTRYPOINT ["/bin/alertmanager"]',
      'CMD ["--config.file=/etc/alertmanager/alertmanager.yml", "--storage.path=/alertmanager"]',
    ],
    software: "same version",
    differs: "without the web page, whose assets are not in the module",
  },

  blackboxExporter: {
    parts: [
      { busybox: true },
      {
        go: "blackbox-exporter",
        module: "github.com/prometheus/blackbox_exporter",
        programs: { "/bin/blackbox_exporter": "github.com/prometheus/blackbox_exporter" },
        versionVariable: prometheusVersion,
        moduleFiles: { "/etc/blackbox_exporter/config.yml": "blackbox.yml" },
      },
    ],
    users: nobody,
    instructions: [
      "EXPOSE 9115",
      'ENTRYPOINT ["/bin/blackbox_exporter"]',
      'CMD ["--config.file=/etc/blackbox_exporter/config.yml"]',
    ],
    software: "same version",
    differs: "",
  },

  redisExporter: {
    parts: [
      { busybox: true },
      {
        go: "redis-exporter",
        module: "github.com/oliver006/redis_exporter",
        programs: { "/redis_exporter": "github.com/oliver006/redis_exporter" },
        versionVariable: "main.BuildVersion",
      },
    ],
    instructions: ["USER 59000:59000", "EXPOSE 9121", 'ENTRYPOINT ["/redis_exporter"]'],
    software: "same version",
    differs: "",
  },

  dockerSocketProxy: {
    parts: [{ busybox: true }, { debian: ["haproxy"] }],
    links: { "/usr/local/sbin/haproxy": "/usr/sbin/haproxy" },
    files: {
      "/usr/local/bin/docker-entrypoint.sh": `#!/bin/sh
set -e
case "\${1:-}" in -*) set -- haproxy "$@" ;; esac
if [ "$1" = haproxy ]; then
  shift
  set -- haproxy -W -db "$@"
fi
exec "$@"
`,
    },
    users: { haproxy: "99:99" },
    folders: { "/var/lib/haproxy": "99:99", "/usr/local/etc/haproxy": "0:0" },
    instructions: [
      "USER haproxy",
      "WORKDIR /var/lib/haproxy",
      'ENTRYPOINT ["docker-entrypoint.sh"]',
      'CMD ["haproxy", "-f", "/usr/local/etc/haproxy/haproxy.cfg"]',
    ],
    software: "other version",
    differs: "HAProxy 2.6 for 3.2: Debian's",
  },

  nginx: {
    parts: [{ busybox: true }, { debian: ["nginx"] }],
    files: {
      "/docker-entrypoint.sh": '#!/bin/sh\nexec "$@"\n',
      "/etc/nginx/nginx.conf": `user nginx;
worker_processes auto;
error_log /dev/stderr notice;
pid /run/nginx.pid;
events {
  worker_connections 1024;
}
http {
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log /dev/stdout;
  include /etc/nginx/conf.d/*.conf;
}
`,
    },
    users: { nginx: "101:101" },
    folders: {
      "/var/lib/nginx": "101:101",
      "/var/log/nginx": "101:101",
      "/etc/nginx/conf.d": "0:0",
      "/run": "0:0",
    },
    instructions: [
      "EXPOSE 80",
      'ENTRYPOINT ["/docker-entrypoint.sh"]',
      'CMD ["nginx", "-g", "daemon off;"]',
    ],
    software: "other version",
    differs: "nginx 1.22 for 1.28: Debian's; no templates from the environment, no default site",
  },

  node: {
    parts: [
      { debian: ["bash", "dash", "coreutils", "findutils", "grep", "sed"] },
      { node: true },
      { npm: "11.21.2" },
    ],
    files: {
      "/usr/local/bin/docker-entrypoint.sh": `#!/bin/sh
set -e
case "\${1:-}" in -*) set -- node "$@" ;; esac
if ! command -v "$1" > /dev/null; then set -- node "$@"; fi
exec "$@"
`,
    },
    users: { node: "1000:1000" },
    folders: { "/home/node": "1000:1000" },
    instructions: ['ENTRYPOINT ["docker-entrypoint.sh"]', 'CMD ["node"]'],
    software: "same version",
    differs: "only the tools of Debian that a build calls; npm may be another of its releases",
  },

  qdrant: {
    parts: [
      { debian: ["bash", "dash", "coreutils", "grep", "sed"] },
      { node: true },
      { standIn: "qdrant" },
    ],
    files: {
      "/qdrant/entrypoint.sh": "#!/usr/bin/env bash\nexec node /opt/stand-in/server.mjs\n",
    },
    users: { qdrant: "1000:1000" },
    folders: {
      "/qdrant": "1000:1000",
      "/qdrant/storage": "1000:1000",
      "/qdrant/snapshots": "1000:1000",
    },
    instructions: [
      "USER 1000:1000",
      "WORKDIR /qdrant",
      "ENV TZ=Etc/UTC RUN_MODE=production",
      "EXPOSE 6333 6334",
      'CMD ["./entrypoint.sh"]',
    ],
    software: "stand-in",
    differs: "Qdrant is in no registry of packages: its REST interface as far as it is used here",
  },

  grafana: {
    parts: [
      { busybox: true },
      { debian: ["bash", "curl"] },
      { node: true },
      { standIn: "grafana" },
    ],
    files: { "/run.sh": "#!/bin/bash\nexec node /opt/stand-in/server.mjs\n" },
    users: { grafana: "472:0" },
    folders: {
      "/var/lib/grafana": "472:0",
      "/var/log/grafana": "472:0",
      "/etc/grafana/provisioning/alerting": "472:0",
      "/etc/grafana/provisioning/dashboards": "472:0",
      "/etc/grafana/provisioning/datasources": "472:0",
      "/usr/share/grafana": "472:0",
    },
    instructions: [
      "USER 472",
      "WORKDIR /usr/share/grafana",
      "ENV GF_PATHS_DATA=/var/lib/grafana GF_PATHS_PROVISIONING=/etc/grafana/provisioning",
      "EXPOSE 3000",
      'ENTRYPOINT ["/run.sh"]',
    ],
    software: "stand-in",
    differs:
      "Grafana is in no registry of packages: health, login, provisioning and lists, no page",
  },
};
