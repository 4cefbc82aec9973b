import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as grpc from "@grpc/grpc-js";
import * as automation from "@pulumi/pulumi/automation/server.js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb.js";
import type { RunRequest } from "@pulumi/pulumi/proto/language_pb.js";

/**
 * A small stand-in for `pulumi-language-nodejs`, which is published only as a download. It speaks the
 * engine's own protocol and runs the project's entry point as the official host does; it proves that
 * a plain `pulumi preview` runs `index.mjs` unchanged. It does not prove how the official host finds
 * packages and plugins.
 */
const engineAddress = process.argv.at(-1) ?? "";

/** The SDK keeps the type of its server to itself. */
type Run = (call: { request: RunRequest }, callback: unknown) => unknown;
type Program = () => Promise<unknown>;
const { LanguageServer } = automation as unknown as {
  LanguageServer: new (program: Program) => { run: Run } & grpc.UntypedServiceImplementation;
};

const run: Run = (call, callback) => {
  const { request } = call;
  const info = request.getInfo();
  const entryPoint = join(info?.getProgramDirectory() ?? ".", info?.getEntryPoint() ?? "");
  const host = new LanguageServer(async () => {
    const { default: program } = await import(pathToFileURL(entryPoint).href);
    return program();
  });
  // The SDK's server expects the engine's address among the program's arguments.
  request.setArgsList([engineAddress]);
  return host.run(call, callback);
};

const host = new LanguageServer(() => Promise.reject(new Error("no program was named")));
const server = new grpc.Server();
server.addService(LanguageRuntimeService, {
  getRequiredPlugins: host.getRequiredPlugins?.bind(host),
  getPluginInfo: host.getPluginInfo?.bind(host),
  run,
} as grpc.UntypedServiceImplementation);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});
