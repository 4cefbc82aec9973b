import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { gatewayService } from "../../../services/gateway.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { tool } from "../../support/tool.ts";

const everyRoute = ["chat-app", "grafana", "mcp-gateway"];

describe("the gateway", () => {
  test("offers what runs and has a route, and nothing else", () => {
    expect(routes(["redis", ...everyRoute])).toEqual([
      ["/", "http://chat-app:8001"],
      ["/grafana/", "http://grafana:3000"],
      ["/mcp", "http://mcp-gateway:8811"],
    ]);
    expect(routes(["chat-app"])).toEqual([["/", "http://chat-app:8001"]]);
  });

  test("waits for nobody, as it asks for names while it runs", () => {
    expect(gateway().dependsOn).toEqual([]);
    expect(configuration()).toContain("resolver 127.0.0.11 ");
  });

  test("speaks TLS 1.2 at least, with a certificate that is given", () => {
    expect(/ssl_protocols (.*);/.exec(configuration())?.[1]).toBe("TLSv1.2 TLSv1.3");
    for (const secret of ["gateway-certificate", "gateway-key"]) {
      expect(configuration()).toMatch(new RegExp(`ssl_certificate(_key)? /run/secrets/${secret};`));
      expect(gateway().secrets).toContainEqual({ secret, file: `/run/secrets/${secret}` });
    }
  });

  test.each([
    [443, "https://$host$request_uri"],
    [8443, "https://$host:8443$request_uri"],
  ])("sends a visitor of the other port to TLS at port %i of the host", (https, address) => {
    expect(configuration({ https })).toContain(`return 301 ${address};`);
  });

  test("needs no right to listen, whatever its ports on the host", () => {
    const { ports, rights } = gateway();
    expect(ports.map(({ number, published }) => [number, published?.number])).toEqual([
      [8080, 80],
      [8443, 443],
    ]);
    expect(rights).toEqual({});
  });
});

describe("nginx", () => {
  const nginx = tool("nginx");
  const openssl = tool("openssl");

  test("finds nothing to complain of in the configuration", async () => {
    const folder = temporaryFolder();
    const key = join(folder, "gateway-key");
    const certificate = join(folder, "gateway-certificate");
    const made = await openssl(
      `req -x509 -newkey rsa:2048 -nodes -subj /CN=test -keyout ${key} -out ${certificate}`.split(
        " ",
      ),
    );
    expect(made).toMatchObject({ status: 0 });
    const file = join(folder, "nginx.conf");
    // Its standard output is a socket here, which nginx cannot open by a name.
    const here = configuration().replace("/dev/stdout", "/dev/null");
    writeFileSync(file, here.replaceAll(/\/(run\/secrets|tmp)\//g, `${folder}/`));
    const { output, status } = await nginx(["-t", "-c", file, "-g", "error_log stderr;"]);
    expect(output).toContain("test is successful");
    expect(output).not.toContain("[warn]");
    expect(status).toBe(0);
  });
});

function gateway({ https = 443, services = everyRoute } = {}) {
  return gatewayService({ ports: { http: 80, https }, services });
}

function configuration(args = {}): string {
  return gateway(args).files[0]?.content ?? "";
}

function routes(services: string[]) {
  const locations = /location (\/\S*) \{\s+set \$upstream (\S+);\s+proxy_pass \$upstream;/g;
  return [...configuration({ services }).matchAll(locations)].map(([, path, to]) => [path, to]);
}
