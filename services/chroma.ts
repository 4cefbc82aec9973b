import { images } from "../versions.ts";
import { bashProbe } from "./probes.ts";
import { service } from "./service.ts";
import type { Service } from "./types.ts";

/** Chroma, in place of Qdrant. It knows no login since 1.0, so only the application reaches it. */
export function chromaService(): Service<"web"> {
  return service({
    name: "chroma",
    purpose: "finds chats by meaning, in place of Qdrant",
    image: images.chroma,
    // With the arguments of its image; it reports to nobody unless it is told where.
    command: ["chroma"],
    volumes: [{ name: "chroma", path: "/data", estimatedMb: 300 }],
    ports: [{ name: "web", number: 8000, published: undefined }],
    networks: ["backend"],
    user: "0:0",
    rights: {
      root: "its image has no folder for its data, so that a new volume belongs to root",
    },
    limits: { memoryMb: 512, cpus: 1 },
    health: bashProbe(8000, "/api/v2/heartbeat", 60),
  });
}
