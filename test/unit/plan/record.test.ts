import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { goldenText } from "../../../plan/golden.ts";
import { recordStack } from "../../../plan/record.ts";

class Leaf extends pulumi.CustomResource {
  constructor(name: string, args: pulumi.Inputs, opts?: pulumi.CustomResourceOptions) {
    super("test:index:Leaf", name, args, opts);
  }
}

class Branch extends pulumi.ComponentResource {
  constructor(name: string) {
    super("copilot:test:Branch", name, {});
    new Leaf(
      `${name}-leaf`,
      { key: pulumi.secret("hunter2"), list: [{ inner: pulumi.secret(1) }] },
      {
        parent: this,
        protect: true,
      },
    );
    this.registerOutputs({});
  }
}

const recording = { project: "copilot", stack: "local", config: { colour: "red" } };

function program() {
  const branch = new Branch("branch");
  new Leaf("after", { colour: new pulumi.Config().require("colour") }, { dependsOn: branch });
  return { plain: "seen", token: pulumi.secret("hunter2") };
}

describe("recordStack", () => {
  it("records type, parent, inputs, secrets, dependencies and protection", async () => {
    const { resources } = await recordStack(recording, program);
    expect(resources.map(({ name, parent, isComponent }) => [name, parent, isComponent])).toEqual([
      [
        "branch-leaf",
        "urn:pulumi:local::copilot::pulumi:pulumi:Stack$copilot:test:Branch::branch",
        false,
      ],
      ["copilot-local", undefined, true],
      ["branch", "urn:pulumi:local::copilot::pulumi:pulumi:Stack::copilot-local", true],
      ["after", "urn:pulumi:local::copilot::pulumi:pulumi:Stack::copilot-local", false],
    ]);
    const leaf = resources.find(({ name }) => name === "branch-leaf");
    expect(leaf).toMatchObject({
      type: "test:index:Leaf",
      inputs: { key: "hunter2", list: [{ inner: 1 }] },
      secretInputs: ["key", "list[0].inner"],
      isProtected: true,
    });
    const after = resources.find(({ name }) => name === "after");
    expect(after?.inputs).toEqual({ colour: "red" });
    expect(after?.dependencies).toEqual([leaf?.urn]);
  });

  it("records one program after another without mixing them", async () => {
    const first = await recordStack(recording, program);
    const second = await recordStack({ ...recording, stack: "other" }, () => ({ only: 1 }));
    expect(first.resources).toHaveLength(4);
    expect(second.resources.map(({ name }) => name)).toEqual(["copilot-other"]);
    expect(second.outputs).toEqual({ only: 1 });
  });

  it("lets recordings that are asked for at once take turns", async () => {
    const stacks = ["one", "two", "three"];
    const graphs = await Promise.all(
      stacks.map((stack) => recordStack({ ...recording, stack }, program)),
    );
    expect(graphs.map(({ resources }) => resources.length)).toEqual([4, 4, 4]);
    expect(graphs.map(({ resources }) => resources[1]?.name)).toEqual([
      "copilot-one",
      "copilot-two",
      "copilot-three",
    ]);
  });

  it("fails with the program's own error", async () => {
    const failing = () => {
      throw new Error("apiPort: is wrong");
    };
    await expect(recordStack(recording, failing)).rejects.toThrow("apiPort: is wrong");
  });
});

describe("goldenText", () => {
  it("masks every secret and is the same for the same program", async () => {
    const text = goldenText(await recordStack(recording, program));
    expect(text).not.toContain("hunter2");
    expect(JSON.parse(text).outputs).toEqual({ plain: "seen", token: "[secret]" });
    expect(goldenText(await recordStack(recording, program))).toBe(text);
  });
});
