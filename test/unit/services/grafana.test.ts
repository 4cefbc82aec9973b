import { describe, expect, test } from "vitest";
import { type GrafanaArgs, grafanaService } from "../../../services/grafana.ts";

const args: GrafanaArgs = {
  port: 3001,
  rootUrl: "http://127.0.0.1:3001/",
  pageOrigin: "http://127.0.0.1:8001",
  files: [],
  homeDashboardPath: "/etc/grafana/dashboards/overview.json",
};

describe("Grafana", () => {
  test("lets nobody in without a login, and makes whoever logs in a viewer", () => {
    expect(grafanaService(args).environment).toMatchObject({
      GF_AUTH_ANONYMOUS_ENABLED: "false",
      GF_USERS_ALLOW_SIGN_UP: "false",
      GF_USERS_AUTO_ASSIGN_ORG_ROLE: "Viewer",
    });
  });

  test("reads the administrator's password from the file that the secret is in", () => {
    const { environment, secrets } = grafanaService(args);
    const file = "/run/secrets/grafana-admin-password";
    expect(environment.GF_SECURITY_ADMIN_PASSWORD__FILE).toBe(file);
    expect(secrets).toEqual([{ secret: "grafana-admin-password", file }]);
  });

  test("is shown in frames of the page's origin alone", () => {
    const { environment } = grafanaService({
      ...args,
      pageOrigin: "https://chats.example.com/a/b",
    });
    const policy = environment.GF_SECURITY_CONTENT_SECURITY_POLICY_TEMPLATE?.split(";");
    expect(environment.GF_SECURITY_ALLOW_EMBEDDING).toBe("true");
    expect(environment.GF_SECURITY_CONTENT_SECURITY_POLICY).toBe("true");
    expect(policy?.filter((rule) => rule.startsWith("frame-ancestors"))).toEqual([
      "frame-ancestors 'self' https://chats.example.com",
    ]);
  });

  test("has its browser ask nobody else", () => {
    const policy = grafanaService(args).environment.GF_SECURITY_CONTENT_SECURITY_POLICY_TEMPLATE;
    expect(policy).not.toMatch(/\*|grafana\.com/);
    expect(policy).toContain("img-src 'self' data:");
  });

  test("calls nobody by itself", () => {
    const { environment } = grafanaService(args);
    const off = Object.entries(environment).filter(([name]) =>
      /^GF_(ANALYTICS|NEWS|SNAPSHOTS)_/.test(name),
    );
    expect(off.map(([, value]) => value)).toEqual([
      "false",
      "false",
      "false",
      "false",
      "false",
      "false",
    ]);
    expect(environment.GF_PLUGINS_PREINSTALL_DISABLED).toBe("true");
    expect(environment.GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_DISABLED).toBe("true");
    expect(environment.GF_SECURITY_DISABLE_GRAVATAR).toBe("true");
  });

  test.each([
    ["http://127.0.0.1:3001/", "false", "false"],
    ["https://example.com", "false", "true"],
    ["https://example.com/grafana/", "true", "true"],
  ])("at %s serves from below it: %s, with cookies for TLS alone: %s", (rootUrl, below, secure) => {
    expect(grafanaService({ ...args, rootUrl }).environment).toMatchObject({
      GF_SERVER_ROOT_URL: rootUrl,
      GF_SERVER_SERVE_FROM_SUB_PATH: below,
      GF_SECURITY_COOKIE_SECURE: secure,
    });
  });

  test("knows no other login unless it is told of one", () => {
    expect(Object.keys(grafanaService(args).environment).join()).not.toContain("OAUTH");
  });

  test("takes another login, with its secret in a file", () => {
    const { environment, secrets } = grafanaService({
      ...args,
      oauth: {
        name: "Company",
        clientId: "grafana",
        authorizationUrl: "https://login.example.com/authorize",
        tokenUrl: "https://login.example.com/token",
        userInfoUrl: "https://login.example.com/userinfo",
      },
    });
    const file = "/run/secrets/grafana-oauth-client-secret";
    expect(secrets.at(-1)).toEqual({ secret: "grafana-oauth-client-secret", file });
    expect(
      Object.fromEntries(Object.entries(environment).filter(([name]) => name.includes("OAUTH"))),
    ).toEqual({
      GF_AUTH_GENERIC_OAUTH_ENABLED: "true",
      GF_AUTH_GENERIC_OAUTH_NAME: "Company",
      GF_AUTH_GENERIC_OAUTH_CLIENT_ID: "grafana",
      GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET__FILE: file,
      GF_AUTH_GENERIC_OAUTH_AUTH_URL: "https://login.example.com/authorize",
      GF_AUTH_GENERIC_OAUTH_TOKEN_URL: "https://login.example.com/token",
      GF_AUTH_GENERIC_OAUTH_API_URL: "https://login.example.com/userinfo",
      GF_AUTH_GENERIC_OAUTH_SCOPES: "openid profile email",
      GF_AUTH_GENERIC_OAUTH_USE_PKCE: "true",
      GF_AUTH_GENERIC_OAUTH_ALLOW_SIGN_UP: "true",
    });
  });
});
