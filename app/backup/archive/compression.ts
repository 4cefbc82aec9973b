import type { Transform } from "node:stream";
import {
  constants,
  createGunzip,
  createGzip,
  createZstdCompress,
  createZstdDecompress,
  type Gunzip,
  type ZstdDecompress,
} from "node:zlib";
import { type Compression, compressions } from "./name.ts";

/** Each piece costs a trip through the event loop, in which the compressor stands still. */
const compressedPieceBytes = 1024 * 1024;
/** What unpacks is quick enough with less memory. */
const unpackedPieceBytes = 128 * 1024;

/** A reader sets aside as much memory as an archive asks for: 8 MiB, where level 3 takes 2 MiB. */
const mostWindowLog2 = 23;

/** What the first bytes of compressed data are. */
const magics: Record<Compression, Buffer> = {
  gzip: Buffer.from([0x1f, 0x8b, 8]),
  zstd: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
};

export function compressor(compression: Compression): Transform {
  if (compression === "gzip") return createGzip({ level: 6, chunkSize: compressedPieceBytes });
  return createZstdCompress({
    chunkSize: compressedPieceBytes,
    params: {
      [constants.ZSTD_c_compressionLevel]: 3,
      [constants.ZSTD_c_checksumFlag]: 1,
    },
  });
}

/** What `beginning`, a few bytes, are the first bytes of; undefined for anything else. */
export function compressionOf(beginning: Buffer): Compression | undefined {
  return compressions.find((compression) => {
    const magic = magics[compression];
    return magic.equals(beginning.subarray(0, magic.length));
  });
}

export function decompressor(compression: Compression): Gunzip | ZstdDecompress {
  if (compression === "gzip") return createGunzip({ chunkSize: unpackedPieceBytes });
  const params = { [constants.ZSTD_d_windowLogMax]: mostWindowLog2 };
  return createZstdDecompress({ chunkSize: unpackedPieceBytes, params });
}
