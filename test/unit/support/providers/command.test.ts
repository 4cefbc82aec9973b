import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commandStandIn } from "../../../support/providers/command/provider.ts";
import { asSecret } from "../../../support/providers/wire.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const standIn = commandStandIn();
const token = "command:local:Command";

test("a command runs in its folder, with its environment and input, and answers what it printed", async () => {
  const dir = temporaryFolder();
  const create = 'cat > file; echo "$WORD"; echo warning >&2';
  const environment = { WORD: "two\nlines" };
  const { outputs } = await standIn.create(token, { create, dir, environment, stdin: "given" });
  expect(outputs).toMatchObject({ stdout: "two\nlines", stderr: "warning" });
  expect(readFileSync(join(dir, "file"), "utf8")).toBe("given");
});

test("an update runs its own command with the earlier output, or else the first one again", async () => {
  const create = "echo made";
  const update = 'echo "after $PULUMI_COMMAND_STDOUT"';
  const { outputs } = await standIn.create(token, { create });
  expect((await standIn.update(token, "id", outputs, { create, update })).stdout).toBe(
    "after made",
  );
  expect((await standIn.update(token, "id", outputs, { create })).stdout).toBe("made");
});

test("a delete runs its command if there is one", async () => {
  const dir = temporaryFolder();
  await standIn.delete?.("id", { create: "exit 1", delete: "echo gone > file", dir, stdout: "" });
  expect(readFileSync(join(dir, "file"), "utf8")).toBe("gone\n");
  await expect(standIn.delete?.("id", { create: "exit 1" })).resolves.toBeUndefined();
});

test("a command that fails is told with its code and its error output", async () => {
  await expect(standIn.create(token, { create: "echo no login >&2; exit 3" })).rejects.toThrow(
    /^exit status 3: .*\nno login\n$/,
  );
});

test("the output is secret when an input is", async () => {
  const environment = { TOKEN: asSecret("t0ken") };
  const { outputs } = await standIn.create(token, { create: "echo $TOKEN", environment });
  expect(outputs.stdout).toEqual(asSecret("t0ken"));
});

test("changed triggers replace, another change updates", () => {
  const olds = { create: "true", triggers: ["1"] };
  expect(standIn.diff(token, olds, { ...olds, triggers: ["2"] }).replaces).toEqual(["triggers"]);
  expect(standIn.diff(token, olds, { ...olds, create: "false" })).toEqual({
    changes: ["create"],
    replaces: [],
  });
});

test("what is not stood in for is refused", () => {
  expect(standIn.check(token, "c", {}, { assetPaths: ["*"] }).failures).toEqual([
    { property: "assetPaths", reason: "is not stood in for" },
  ]);
  expect(standIn.check("command:remote:Command", "c", {}, {}).failures).not.toEqual([]);
});
