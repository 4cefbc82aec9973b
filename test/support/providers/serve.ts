import * as grpc from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import type { Wire } from "./wire.ts";

/** One wrong input, as the engine prints it. */
export interface CheckFailure {
  /** Empty when the resource as a whole is wrong. */
  property: string;
  reason: string;
}

/**
 * A stand-in for a Pulumi provider that is published only as a download. It runs under the real
 * engine: what depends on what, what is unknown in a preview, what is replaced, what is secret and
 * whether a second `up` changes anything are proven. It proves nothing about the service itself:
 * not its validation beyond the rules that the stand-in names, no quotas, no timing.
 *
 * Values are as the engine sends them: secrets wrapped, and in a preview with the marker of
 * unknowns. An Error that is thrown is what the engine prints.
 */
export interface StandIn {
  /** Of the SDK that it stands in for. */
  version: string;
  check(token: string, name: string, olds: Wire, news: Wire): Checked;
  /** Properties that differ between the inputs, and those of them that only a new resource can have. */
  diff(token: string, olds: Wire, news: Wire): Difference;
  /** What a preview shows: what is left out is unknown. Without this, the inputs. */
  preview?(token: string, inputs: Wire, state: Wire): Wire;
  create(token: string, inputs: Wire): Promise<{ id: string; outputs: Wire }>;
  /** Undefined when the resource is gone. Without this, the state as it is. */
  read?(id: string, inputs: Wire): { inputs: Wire; outputs: Wire } | undefined;
  update(token: string, id: string, state: Wire, inputs: Wire): Promise<Wire>;
  delete?(id: string, state: Wire): Promise<void>;
  invoke?(token: string, args: Wire): Wire;
}

export interface Checked {
  inputs: Wire;
  failures: CheckFailure[];
}

export interface Difference {
  changes: string[];
  replaces: string[];
  /** Whether a replaced resource goes before its successor comes. Default false. */
  deletesFirst?: boolean;
}

/**
 * Answers the engine until it is gone. The SDK's own server does not tell a preview from an
 * operation, nor old inputs from old outputs; this one does.
 */
export function serve(standIn: StandIn): void {
  process.stdin.once("end", () => process.exit()).resume();
  const server = new grpc.Server();
  server.addService(ResourceProviderService, service(standIn));
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    process.stdout.write(`${port}\n`);
  });
}

function service(standIn: StandIn): grpc.UntypedServiceImplementation {
  return {
    getPluginInfo: unary(() => new plugin.PluginInfo().setVersion(standIn.version)),

    configure: unary(() => {
      return new provider.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
    }),

    check: unary((request: provider.CheckRequest) => {
      const { inputs, failures } = standIn.check(
        tokenOf(request.getUrn()),
        request.getName(),
        wire(request.getOlds()),
        wire(request.getNews()),
      );
      return new provider.CheckResponse()
        .setInputs(message(inputs))
        .setFailuresList(
          failures.map(({ property, reason }) =>
            new provider.CheckFailure().setProperty(property).setReason(reason),
          ),
        );
    }),

    diff: unary((request: provider.DiffRequest) => {
      const olds = wire(request.getOldInputs());
      const token = tokenOf(request.getUrn());
      const news = wire(request.getNews());
      const { changes, replaces, deletesFirst = false } = standIn.diff(token, olds, news);
      const { DIFF_SOME, DIFF_NONE } = provider.DiffResponse.DiffChanges;
      return new provider.DiffResponse()
        .setChanges(changes.length > 0 ? DIFF_SOME : DIFF_NONE)
        .setDiffsList(changes)
        .setReplacesList(replaces)
        .setDeletebeforereplace(deletesFirst);
    }),

    create: unary(async (request: provider.CreateRequest) => {
      const token = tokenOf(request.getUrn());
      const inputs = wire(request.getProperties());
      const response = new provider.CreateResponse();
      if (request.getPreview()) {
        return response.setProperties(message(standIn.preview?.(token, inputs, {}) ?? inputs));
      }
      const { id, outputs } = await standIn.create(token, inputs);
      return response.setId(id).setProperties(message(outputs));
    }),

    read: unary((request: provider.ReadRequest) => {
      const state = { inputs: wire(request.getInputs()), outputs: wire(request.getProperties()) };
      const live = standIn.read ? standIn.read(request.getId(), state.inputs) : state;
      // An answer without an id tells the engine that the resource is gone.
      return new provider.ReadResponse()
        .setId(live ? request.getId() : "")
        .setInputs(message(live?.inputs ?? {}))
        .setProperties(message(live?.outputs ?? {}));
    }),

    update: unary(async (request: provider.UpdateRequest) => {
      const token = tokenOf(request.getUrn());
      const inputs = wire(request.getNews());
      const state = wire(request.getOlds());
      const outputs = request.getPreview()
        ? (standIn.preview?.(token, inputs, state) ?? inputs)
        : await standIn.update(token, request.getId(), state, inputs);
      return new provider.UpdateResponse().setProperties(message(outputs));
    }),

    delete: unary(async (request: provider.DeleteRequest) => {
      await standIn.delete?.(request.getId(), wire(request.getProperties()));
      return new empty.Empty();
    }),

    invoke: unary((request: provider.InvokeRequest) => {
      const token = request.getTok();
      if (!standIn.invoke) throw new Error(`${token}: the stand-in answers no function`);
      const answer = standIn.invoke(token, wire(request.getArgs()));
      return new provider.InvokeResponse().setReturn(message(answer));
    }),

    cancel: unary(() => new empty.Empty()),
  };
}

function unary<Request, Response>(answer: (request: Request) => Response | Promise<Response>) {
  return async (
    call: grpc.ServerUnaryCall<Request, Response>,
    callback: grpc.sendUnaryData<Response>,
  ) => {
    try {
      callback(null, await answer(call.request));
    } catch (error) {
      const details = error instanceof Error ? error.message : String(error);
      callback({ code: grpc.status.UNKNOWN, details });
    }
  };
}

/** The URN's third part names the types of the parents too, the resource's own last. */
function tokenOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

function wire(message: struct.Struct | undefined): Wire {
  return (message?.toJavaScript() ?? {}) as Wire;
}

function message(value: Wire): struct.Struct {
  return struct.Struct.fromJavaScript(value as Record<string, struct.JavaScriptValue>);
}
