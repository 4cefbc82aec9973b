import { expect, it } from "vitest";
import { testDatabases } from "../../../support/postgres/databases.ts";

const databases = testDatabases();

it("gives databases and copies of them", async () => {
  const one = await databases.empty();
  await databases.query(one, "create table t as select 1 as a");
  const two = await databases.copyOf(one);
  expect(await databases.query(two, "select a from t")).toEqual([{ a: 1 }]);
  await databases.ownServer?.stop();
  await databases.ownServer?.start();
  expect(await databases.query(two, "select a from t")).toEqual([{ a: 1 }]);
});
