import { once } from "node:events";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import {
  findPortOwner,
  listeningInodes,
  parseLsof,
} from "../../../../providers/process/port-owner.ts";
import { freePort } from "../../../engine/process-provider/tiny-inputs.ts";

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F92 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 111 1 0 100 0 0 10 0
   1: 0100007F:1F92 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 222 1 0 20 4 30 10 -1
   2: 00000000:1F93 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1 0 100 0 0 10 0
`;

test("the sockets that listen on a port are told from its connections and from other ports", () => {
  expect(listeningInodes(table, 8082)).toEqual(["111"]);
  expect(listeningInodes(table, 8083)).toEqual(["333"]);
  expect(listeningInodes(table, 0x92)).toEqual([]);
});

test("the owner is read from the fields of lsof", () => {
  expect(parseLsof("p4711\ncnode\nf21\n")).toEqual({ pid: 4711, command: "node" });
  expect(parseLsof("")).toBeUndefined();
});

test.each(["127.0.0.1", "::"])("this process is found as owner of a port on %s", async (host) => {
  const server = createServer().listen(0, host);
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  expect(findPortOwner(port)?.pid).toBe(process.pid);
});

test("a free port has no owner", async () => {
  expect(findPortOwner(await freePort())).toBeUndefined();
});
