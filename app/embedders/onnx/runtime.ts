/** What is used of the package onnxruntime-node, which is not there when types are checked. */
export interface Runtime {
  InferenceSession: { create(path: string): Promise<Session> };
  Tensor: new (type: "int64", values: BigInt64Array, shape: number[]) => Tensor;
}

export interface Session {
  readonly inputNames: readonly string[];
  /** Computes in a thread of its own. */
  run(inputs: Record<string, Tensor>): Promise<Record<string, Tensor>>;
}

export interface Tensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: unknown;
}

/** A name that no bundler resolves: the package has 290 MB, and whoever uses a model installs it. */
const packageName: string = "onnxruntime-node";

export async function loadRuntime(): Promise<Runtime> {
  try {
    return await import(packageName);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split("\n")[0] : cause;
    throw new Error(
      `CHATS_EMBEDDER_MODEL_DIRECTORY: ${packageName} cannot be loaded (${reason}); install it: ` +
        `npm install --no-save --ignore-scripts ${packageName}@1.30.0`,
      { cause },
    );
  }
}
