import type { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createGunzip, createZstdDecompress } from "node:zlib";
import { Problem } from "../http/problem.ts";

export interface BodyLimits {
  /** As sent. */
  bodyBytes: number;
  decodedBytes: number;
}

export interface JsonBody {
  value: unknown;
  /** Of the JSON text in UTF-8. */
  sizeBytes: number;
}

/**
 * Reads a JSON body, which may be compressed. Stops as soon as a limit is passed, so that a small
 * body which would become a huge one is never unpacked. Throws a Problem for what is no such body;
 * the rest of it is then read and dropped, so that its sender comes to see the answer.
 */
export async function readJson(
  body: Readable,
  contentEncoding: string | undefined,
  { bodyBytes, decodedBytes }: BodyLimits,
): Promise<JsonBody> {
  const decoder = decoderFor(contentEncoding);
  try {
    const sent = upTo(bodyBytes, chunksOf(body));
    const decoded = await collected(sent, decoder, decodedBytes);
    return { value: parsed(decoded), sizeBytes: decoded.length };
  } catch (error) {
    body.resume();
    throw inWords(error, contentEncoding);
  }
}

/** Undefined for a body as it is. */
function decoderFor(contentEncoding: string | undefined): Transform | undefined {
  switch (contentEncoding?.trim().toLowerCase()) {
    case undefined:
    case "identity":
      return undefined;
    case "gzip":
      return createGunzip();
    case "zstd":
      return createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: windowLogMax } });
    default:
      throw new Problem(
        415,
        "unsupported_encoding",
        "Content-Encoding: not known here; use zstd, gzip or none",
        "Content-Encoding",
      );
  }
}

/** 8 MB, the window of zstd's usual levels; the decoder makes room for it before anything else. */
const windowLogMax = 23;

/** Leaves `body` open whatever happens: its connection has the answer to bring. */
function chunksOf(body: Readable): AsyncIterable<Buffer> {
  return body.iterator({ destroyOnReturn: false });
}

async function* upTo(limitBytes: number, chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    sizeBytes += chunk.length;
    if (sizeBytes > limitBytes) throw tooLarge(limitBytes, "");
    yield chunk;
  }
}

async function collected(
  sent: AsyncIterable<Buffer>,
  decoder: Transform | undefined,
  limitBytes: number,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  const collect = async (decoded: AsyncIterable<Buffer>) => {
    for await (const chunk of decoded) {
      sizeBytes += chunk.length;
      if (sizeBytes > limitBytes) throw tooLarge(limitBytes, " when decoded");
      chunks.push(chunk);
    }
  };
  await (decoder === undefined ? collect(sent) : pipeline(sent, decoder, collect));
  return Buffer.concat(chunks, sizeBytes);
}

function tooLarge(limitBytes: number, when: string): Problem {
  const limit = `${limitBytes / 2 ** 20} MB`;
  return new Problem(413, "body_too_large", `body: larger than ${limit}${when}`, "body");
}

/** Not by the framework's parser, which refuses a key `__proto__` anywhere; a chat may speak of it. */
function parsed(text: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text));
  } catch {
    throw new Problem(400, "invalid_json", "body: not valid JSON in UTF-8", "body");
  }
}

function inWords(error: unknown, contentEncoding: string | undefined): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (/^(Z|ZSTD)_/.test(code)) {
    return new Problem(400, "invalid_encoding", `body: not valid ${contentEncoding}`, "body");
  }
  if (/^(ECONNRESET|ERR_STREAM_PREMATURE_CLOSE)$/.test(code)) {
    return new Problem(400, "incomplete_body", "body: not sent to its end", "body");
  }
  return error;
}
