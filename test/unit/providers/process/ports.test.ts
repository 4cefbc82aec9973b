import { once } from "node:events";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { requireFreePorts } from "../../../../providers/process/ports.ts";
import { freePort } from "../../../engine/process-provider/tiny-inputs.ts";

const host = "127.0.0.1";

test("free ports pass, and stay free", async () => {
  const claims = [
    { host, number: await freePort(), configKey: "searchPort" },
    { host: "localhost", number: await freePort(), configKey: "metricsPort" },
  ];
  await expect(requireFreePorts(claims)).resolves.toBeUndefined();
  await expect(requireFreePorts(claims)).resolves.toBeUndefined();
});

test.each([host, "0.0.0.0"])(
  "a port in use on %s is told with its owner and key",
  async (address) => {
    const number = await listen(address);
    const claims = [{ host, number, configKey: "metricsPort" }];
    await expect(requireFreePorts(claims)).rejects.toThrow(
      RegExp(
        `^port ${number} is in use by .+ \\(pid ${process.pid}\\): ` +
          'stop it or choose another with "npm run pulumi -- config set metricsPort <number>"$',
      ),
    );
  },
);

test("every port in use is told at once, one a line", async () => {
  const [first, second] = [await listen(host), await listen(host)];
  const claims = [
    { host, number: first, configKey: "metricsPort" },
    { host, number: await freePort(), configKey: "apiPort" },
    { host, number: second, configKey: "searchPort" },
  ];
  await expect(requireFreePorts(claims)).rejects.toThrow(
    RegExp(`^port ${first} .*metricsPort.*\nport ${second} .*searchPort[^\n]*$`),
  );
});

test("an address of another machine is refused", async () => {
  // 192.0.2.0/24 is set aside for documentation (RFC 5737).
  const claim = { host: "192.0.2.1", number: await freePort(), configKey: "metricsPort" };
  await expect(requireFreePorts([claim])).rejects.toThrow(
    new Error(`port ${claim.number}: 192.0.2.1 is not an address of this machine`),
  );
});

async function listen(address: string): Promise<number> {
  const server = createServer().listen(0, address);
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const bound = server.address();
  return bound !== null && typeof bound === "object" ? bound.port : 0;
}
