import { images } from "../versions.ts";
import { loopbackUrl } from "./probes.ts";
import { secretFile } from "./secrets.ts";
import { service } from "./service.ts";
import type { SecretUse, Service, ServiceFile } from "./types.ts";

export interface GrafanaArgs {
  /** Port of the host. */
  port: number;
  /** Address that people open, for example `https://example.com/grafana/` behind the gateway. */
  rootUrl: string;
  /** Origin of the page that may show dashboards in frames, for example `http://127.0.0.1:8001`. */
  pageOrigin: string;
  /** Data sources and dashboards, where Grafana looks for them. */
  files: ServiceFile[];
  /** Dashboard that opens first, one of `files`. */
  homeDashboardPath: string;
  /** A login by somebody else beside the administrator's. Default none. */
  oauth?: GrafanaOauth;
}

export interface GrafanaOauth {
  /** On the button. */
  name: string;
  clientId: string;
  /** Where people log in. */
  authorizationUrl: string;
  /** Where Grafana gets their token. */
  tokenUrl: string;
  /** Where Grafana asks who they are. */
  userInfoUrl: string;
  /** Default `openid profile email`. */
  scopes?: string;
}

/**
 * Shows metrics, logs and alerts, to nobody without a login. The administrator's password is read at the
 * first start only, later ones keep what is in the volume.
 */
export function grafanaService(args: GrafanaArgs): Service<"web"> {
  return service({
    name: "grafana",
    purpose: "shows metrics, logs and alerts",
    image: images.grafana,
    // The script of the image, which reads the secrets and starts the server.
    command: ["/run.sh"],
    environment: {
      ...addresses(args),
      ...security(args),
      ...quiet,
      ...(args.oauth && oauthSettings(args.oauth)),
      GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: args.homeDashboardPath,
      GF_LOG_MODE: "console",
    },
    files: args.files,
    secrets: secrets(args),
    volumes: [{ name: "grafana", path: "/var/lib/grafana", estimatedMb: 50 }],
    ports: [
      { name: "web", number: 3000, published: { number: args.port, configKey: "grafanaPort" } },
    ],
    networks: ["frontend", "monitoring", ...(args.oauth ? (["egress"] as const) : [])],
    user: "472:0",
    limits: { memoryMb: 512, cpus: 0.5 },
    health: {
      http: { port: 3000, path: "/api/health" },
      command: ["curl", "-fsS", "-o", "/dev/null", loopbackUrl(3000, "/api/health")],
      // The first start makes the database.
      startSeconds: 120,
    },
    scrape: { port: 3000, path: "/metrics" },
  });
}

function addresses({ rootUrl }: GrafanaArgs): Record<string, string> {
  const { protocol, pathname } = new URL(rootUrl);
  return {
    GF_SERVER_ROOT_URL: rootUrl,
    GF_SERVER_SERVE_FROM_SUB_PATH: String(pathname !== "/"),
    GF_SECURITY_COOKIE_SECURE: String(protocol === "https:"),
  };
}

function security({ pageOrigin }: GrafanaArgs): Record<string, string> {
  return {
    GF_SECURITY_ADMIN_PASSWORD__FILE: secretFile("grafana-admin-password"),
    GF_AUTH_ANONYMOUS_ENABLED: "false",
    GF_USERS_ALLOW_SIGN_UP: "false",
    GF_USERS_AUTO_ASSIGN_ORG_ROLE: "Viewer",
    GF_SECURITY_ALLOW_EMBEDDING: "true",
    GF_SECURITY_CONTENT_SECURITY_POLICY: "true",
    GF_SECURITY_CONTENT_SECURITY_POLICY_TEMPLATE: contentSecurityPolicy(pageOrigin),
  };
}

/** Grafana's own, with nothing from elsewhere and with whose frames may show it. */
function contentSecurityPolicy(pageOrigin: string): string {
  return [
    "script-src 'self' 'unsafe-eval' 'unsafe-inline' 'strict-dynamic' $NONCE",
    "object-src 'none'",
    "font-src 'self'",
    "style-src 'self' 'unsafe-inline' blob:",
    "img-src 'self' data:",
    "base-uri 'self'",
    "connect-src 'self' ws://$ROOT_PATH wss://$ROOT_PATH",
    "manifest-src 'self'",
    "media-src 'none'",
    "form-action 'self'",
    `frame-ancestors 'self' ${new URL(pageOrigin).origin}`,
  ].join(";");
}

/** Everything that would leave the machine by itself. */
const quiet = {
  GF_ANALYTICS_REPORTING_ENABLED: "false",
  GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
  GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: "false",
  GF_ANALYTICS_FEEDBACK_LINKS_ENABLED: "false",
  GF_NEWS_NEWS_FEED_ENABLED: "false",
  GF_SECURITY_DISABLE_GRAVATAR: "true",
  GF_SNAPSHOTS_EXTERNAL_ENABLED: "false",
  GF_PLUGINS_PLUGIN_ADMIN_ENABLED: "false",
  // Else it fetches plugins at each start: https://github.com/grafana/grafana/issues/107584
  GF_PLUGINS_PREINSTALL_DISABLED: "true",
  GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_DISABLED: "true",
};

function oauthSettings(oauth: GrafanaOauth): Record<string, string> {
  return {
    GF_AUTH_GENERIC_OAUTH_ENABLED: "true",
    GF_AUTH_GENERIC_OAUTH_NAME: oauth.name,
    GF_AUTH_GENERIC_OAUTH_CLIENT_ID: oauth.clientId,
    GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET__FILE: secretFile("grafana-oauth-client-secret"),
    GF_AUTH_GENERIC_OAUTH_AUTH_URL: oauth.authorizationUrl,
    GF_AUTH_GENERIC_OAUTH_TOKEN_URL: oauth.tokenUrl,
    GF_AUTH_GENERIC_OAUTH_API_URL: oauth.userInfoUrl,
    GF_AUTH_GENERIC_OAUTH_SCOPES: oauth.scopes ?? "openid profile email",
    GF_AUTH_GENERIC_OAUTH_USE_PKCE: "true",
    GF_AUTH_GENERIC_OAUTH_ALLOW_SIGN_UP: "true",
  };
}

function secrets({ oauth }: GrafanaArgs): SecretUse[] {
  const password = "grafana-admin-password";
  const clientSecret = "grafana-oauth-client-secret";
  return [
    { secret: password, file: secretFile(password) },
    ...(oauth ? [{ secret: clientSecret, file: secretFile(clientSecret) }] : []),
  ];
}
