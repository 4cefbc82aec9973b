import type * as pulumi from "@pulumi/pulumi";
import type { Alias } from "@pulumi/pulumi/proto/alias_pb.js";
import type {
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
  RegisterResourceResponse,
} from "@pulumi/pulumi/proto/resource_pb.js";
import { setAllConfig } from "@pulumi/pulumi/runtime/config.js";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";
import { disconnect, setMockOptions } from "@pulumi/pulumi/runtime/settings.js";
import {
  registerStackTransformation,
  rootPulumiStackTypeName as rootStackType,
  runInPulumiStack,
} from "@pulumi/pulumi/runtime/stack.js";
import { answerOf, stateOf } from "./computed.ts";
import type { RecordedAlias, RecordedResource, ResourceGraph } from "./graph.ts";
import { unwrapSecrets } from "./secrets.ts";

export interface Recording {
  project: string;
  stack: string;
  /** Keys of the project without namespace, values as text, as in Pulumi.<stack>.yaml. */
  config: Record<string, string>;
  /** Keys whose values are stored encrypted. Default none. */
  secretKeys?: string[];
  /** What functions of providers answer, by token, beside those that every plan knows. */
  answers?: Record<string, FunctionAnswer>;
}

/** Given the arguments, answers the result; throws as the provider would. */
export type FunctionAnswer = (args: Record<string, unknown>) => Record<string, unknown>;

/**
 * Runs a program under Pulumi's mocks and answers the graph that it registers. Needs no engine, no
 * plugin and no account. The SDK keeps its run in globals, so recordings take turns.
 */
export function recordStack(recording: Recording, program: Program): Promise<ResourceGraph> {
  const turn = previous.then(() => record(recording, program));
  previous = turn.catch(() => undefined);
  return turn;
}

type Program = () => Promise<pulumi.Inputs> | pulumi.Inputs;

let previous: Promise<unknown> = Promise.resolve();

async function record(
  { project, stack, config, secretKeys = [], answers = {} }: Recording,
  program: Program,
): Promise<ResourceGraph> {
  const monitor = new RecordingMonitor(answers);
  const restore = shortenStackTraces();
  setMockOptions(monitor, project, stack, false);
  const namespaced = Object.entries(config).map(([key, value]) => [`${project}:${key}`, value]);
  setAllConfig(
    Object.fromEntries(namespaced),
    secretKeys.map((key) => `${project}:${key}`),
  );
  // The SDK would also report a failure as an unhandled rejection of the stack itself.
  let failure: unknown;
  await runInPulumiStack(async () => {
    registerStackTransformation(withoutVersionAliases);
    try {
      return await program();
    } catch (error) {
      failure = error;
      return {};
    }
  });
  await disconnect();
  restore();
  if (failure) throw failure;
  const resources = monitor.recorded.toSorted((a, b) => a.urn.localeCompare(b.urn));
  return { stack, resources, ...monitor.outputs };
}

/** The SDK keeps a stack trace for every output; ten frames of each are a third of a recording. */
function shortenStackTraces(): () => void {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  return () => {
    Error.stackTraceLimit = stackTraceLimit;
  };
}

/**
 * azure-native gives each resource an alias for each other version of its API. They are a quarter of
 * a recording and say nothing about this program.
 */
const withoutVersionAliases: pulumi.ResourceTransformation = ({ props, opts }) => {
  const { aliases, ...others } = opts;
  if (!Array.isArray(aliases)) return undefined;
  return { props, opts: { ...others, aliases: aliases.filter((alias) => !isVersionAlias(alias)) } };
};

function isVersionAlias(alias: pulumi.Input<pulumi.URN | pulumi.Alias>): boolean {
  return (
    typeof alias === "object" &&
    "type" in alias &&
    typeof alias.type === "string" &&
    /^azure-native:\w+\/v\d{8}(preview)?:/.test(alias.type)
  );
}

function mocks(answers: Record<string, FunctionAnswer>): pulumi.runtime.Mocks {
  return {
    newResource: ({ type, name, inputs, id }) => ({
      id: id || `${name}-id`,
      state: stateOf(type, inputs),
    }),
    call: ({ token, inputs }) => answers[token]?.(inputs) ?? answerOf(token, inputs),
  };
}

type Callback<T> = (error: unknown, response: T) => void;

/** The SDK's mock keeps only type, name and inputs; the request itself says the rest. */
class RecordingMonitor extends MockMonitor {
  readonly recorded: RecordedResource[] = [];
  outputs: Pick<ResourceGraph, "outputs" | "secretOutputs"> = { outputs: {}, secretOutputs: [] };

  constructor(answers: Record<string, FunctionAnswer>) {
    super(mocks(answers));
  }

  override async registerResource(
    request: RegisterResourceRequest,
    callback: Callback<RegisterResourceResponse>,
  ) {
    await super.registerResource(request, (error, response: RegisterResourceResponse) => {
      if (!error) this.recorded.push(recordedResource(response.getUrn(), request));
      callback(error, response);
    });
  }

  override registerResourceOutputs(
    request: RegisterResourceOutputsRequest,
    callback: Callback<unknown>,
  ) {
    if (typeOf(request.getUrn()) === rootStackType) {
      const { values, secretPaths } = unwrapSecrets(request.getOutputs()?.toJavaScript() ?? {});
      this.outputs = { outputs: values, secretOutputs: secretPaths };
    }
    super.registerResourceOutputs(request, callback);
  }
}

function recordedResource(urn: string, request: RegisterResourceRequest): RecordedResource {
  const { values, secretPaths } = unwrapSecrets(request.getObject()?.toJavaScript() ?? {});
  const parent = request.getParent();
  return {
    urn,
    type: request.getType(),
    name: request.getName(),
    parent: parent === "" ? undefined : parent,
    isComponent: !request.getCustom(),
    inputs: values,
    secretInputs: secretPaths,
    dependencies: request.getDependenciesList().toSorted(),
    isProtected: request.getProtect() ?? false,
    aliases: request.getAliasesList().map((alias) => recordedAlias(alias, request)),
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
  };
}

/** What an alias leaves out is as it is now; without a parent it stood in the stack itself. */
function recordedAlias(alias: Alias, request: RegisterResourceRequest): RecordedAlias {
  const spec = alias.getSpec();
  if (!spec) return { urn: alias.getUrn() };
  return {
    name: spec.getName() || request.getName(),
    type: spec.getType() || request.getType(),
    parent: spec.getNoparent() ? undefined : spec.getParenturn(),
  };
}

function typeOf(urn: string): string | undefined {
  return urn.split("::")[2]?.split("$").at(-1);
}
