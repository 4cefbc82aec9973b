import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { alloyFiles } from "../../../observability/alloy.ts";
import { alloyText } from "../../../observability/alloy-syntax.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { tool } from "../../support/tool.ts";

const [file] = alloyFiles({ stack: "blue", folder: "/etc/alloy" });

describe("config.alloy", () => {
  it("says the same as promtail.yml", () => {
    expect(file).toEqual({
      path: "/etc/alloy/config.alloy",
      content: String.raw`logging {
	level = "warn"
}

discovery.docker "containers" {
	host             = "tcp://docker-socket-proxy:2375"
	refresh_interval = "5s"

	filter {
		name   = "label"
		values = ["copilot.stack=blue"]
	}
}

discovery.relabel "containers" {
	targets = discovery.docker.containers.targets

	rule {
		source_labels = ["__meta_docker_container_label_copilot_service"]
		regex         = "(.*)"
		target_label  = "service"
	}

	rule {
		source_labels = ["__meta_docker_container_name"]
		regex         = "/(.*)"
		target_label  = "container"
	}
}

loki.source.docker "containers" {
	host          = "tcp://docker-socket-proxy:2375"
	targets       = discovery.docker.containers.targets
	relabel_rules = discovery.relabel.containers.rules
	forward_to    = [loki.process.containers.receiver]
}

loki.process "containers" {
	forward_to = [loki.write.containers.receiver]

	stage.match {
		selector = "{service=\"chat-app\"}"

		stage.json {
			expressions = { "level" = "level" }
		}

		stage.template {
			source   = "level"
			template = "{{ ToLower .Value }}"
		}

		stage.labels {
			values = { "level" = "level" }
		}
	}

	stage.match {
		selector = "{service!=\"chat-app\"}"

		stage.regex {
			expression = "\\blevel=\"?(?P<level>(?i:trace|debug|info|warn|warning|error|fatal|critical))\\b"
		}

		stage.template {
			source   = "level"
			template = "{{ ToLower .Value }}"
		}

		stage.labels {
			values = { "level" = "level" }
		}
	}
}

loki.write "containers" {
	endpoint {
		url = "http://loki:3100/loki/api/v1/push"
	}
}
`,
    });
  });
});

describe("the text of blocks", () => {
  it("has every kind of value", () => {
    const attributes = {
      text: 'a "quoted"\nline',
      number: 1.5,
      on: true,
      list: [1, "two", { reference: "a.b.c" }],
      none: [],
      table: { object: { "any key": 1, other: false } },
    };
    expect(alloyText([{ name: "all", attributes }])).toBe(
      [
        "all {",
        String.raw`	text   = "a \"quoted\"\nline"`,
        "	number = 1.5",
        "	on     = true",
        '	list   = [1, "two", a.b.c]',
        "	none   = []",
        '	table  = { "any key" = 1, "other" = false }',
        "}",
        "",
      ].join("\n"),
    );
  });

  it("parts blocks by empty lines and needs nothing in them", () => {
    const blocks = [{ name: "inner", label: "a b" }, { name: "inner" }];
    expect(alloyText([{ name: "outer", blocks }, { name: "last" }])).toBe(
      ["outer {", '	inner "a b" { }', "", "	inner { }", "}", "", "last { }", ""].join("\n"),
    );
  });
});

describe("alloy", () => {
  const alloy = tool("alloy");

  it("accepts its configuration, and would write it the same", async () => {
    const path = join(temporaryFolder(), "config.alloy");
    writeFileSync(path, file?.content ?? "");
    expect((await alloy(["validate", path])).status).toBe(0);
    expect((await alloy(["fmt", "--test", path])).status).toBe(0);
  });
});
