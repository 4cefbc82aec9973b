import { expect, test, vi } from "vitest";
import { postgresMigrations } from "../../../../../app/store/postgres-schema.ts";
import { acceptedBreaks } from "../../../../../scripts/swap/schema/accepted-breaks.ts";
import { migrationBreaks } from "../../../../../scripts/swap/schema/compatibility.ts";
import type { ReleaseSchema } from "../../../../../scripts/swap/schema/release-schema.ts";
import { testDatabases } from "../../../../support/postgres/databases.ts";
import { releaseSchemas } from "../../../../support/postgres/release-schema.ts";

vi.setConfig({ testTimeout: 60_000 });

const databases = testDatabases();

test("scripts/bundle/schema.json is what the migrations make; `npm run schema` writes it", async () => {
  const release = (await releaseSchemas(await databases.empty())).at(-1);
  await expect(`${JSON.stringify(release, null, 2)}\n`).toMatchFileSnapshot(
    "../../../../../scripts/bundle/schema.json",
  );
});

test("each migration leaves alone what the version before it works with", async () => {
  const steps = migrationSteps(await releaseSchemas(await databases.empty()));
  expect(["0001-core", ...steps.map(({ name }) => name)]).toEqual(
    Object.keys(postgresMigrations).toSorted(),
  );
  const breaks = steps.map(({ name, older, newer }) => [
    name,
    migrationBreaks(older, newer, [name]),
  ]);
  expect(breaks).toEqual(steps.map(({ name }) => [name, []]));
});

test("every break that is accepted happens, in the migration that it is told of", async () => {
  const steps = migrationSteps(await releaseSchemas(await databases.empty()));
  for (const { migration, since, breaks } of acceptedBreaks) {
    const step = steps.find(({ name }) => name === migration);
    if (step === undefined) throw new Error(`${migration}: there is no such migration`);
    const found = migrationBreaks(step.older, { ...step.newer, acceptedBreaks: [] }, [migration]);
    expect(found).toEqual(expect.arrayContaining(breaks));
    expect(step.older.migrations.map(({ name }) => name)).toContain(since);
  }
});

/** Each migration but the first, with what a release would tell without it and with it. */
function migrationSteps(releases: ReleaseSchema[]) {
  return releases.flatMap((newer, index) => {
    const older = releases[index - 1];
    return older ? [{ name: newer.migrations.at(-1)?.name ?? "", older, newer }] : [];
  });
}
