import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { blackboxFiles } from "../../../observability/blackbox.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { tool } from "../../support/tool.ts";

const [file] = blackboxFiles({ folder: "/etc/blackbox_exporter" });
const exporter = tool("blackbox_exporter");

it("The prober asks for pages, and for certificates whoever has signed them", () => {
  expect(file?.path).toBe("/etc/blackbox_exporter/blackbox.yml");
  expect(parse(file?.content ?? "").modules).toEqual({
    http_2xx: {
      prober: "http",
      timeout: "5s",
      http: { preferred_ip_protocol: "ip4", follow_redirects: false },
    },
    tls_certificate: {
      prober: "tcp",
      timeout: "5s",
      tcp: {
        preferred_ip_protocol: "ip4",
        tls: true,
        tls_config: { insecure_skip_verify: true },
      },
    },
  });
});

it("The prober accepts its configuration", async () => {
  const path = join(temporaryFolder(), "blackbox.yml");
  writeFileSync(path, file?.content ?? "");
  const { status, output } = await exporter([`--config.file=${path}`, "--config.check"]);
  expect({ status, output }).toEqual({
    status: 0,
    output: expect.stringContaining("Config file is ok"),
  });
});
