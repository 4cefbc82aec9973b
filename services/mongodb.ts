import { images } from "../versions.ts";
import { secretFile } from "./secrets.ts";
import { service } from "./service.ts";
import type { Service } from "./types.ts";

/** MongoDB 7 with a login. */
export function mongodbService(): Service<"mongodb"> {
  return service({
    name: "mongodb",
    purpose: "keeps documents of other tools; the application does not use it",
    image: images.mongodb,
    command: ["mongod", "--wiredTigerCacheSizeGB=0.25"],
    environment: {
      MONGO_INITDB_ROOT_USERNAME: "admin",
      MONGO_INITDB_ROOT_PASSWORD_FILE: secretFile("mongodb-password"),
      // The shell of the health check writes there; the image's own is the folder of the data.
      HOME: "/tmp",
    },
    secrets: [{ secret: "mongodb-password", file: secretFile("mongodb-password") }],
    volumes: [{ name: "mongodb", path: "/data/db", estimatedMb: 300 }],
    ports: [{ name: "mongodb", number: 27017, published: undefined }],
    networks: ["backend"],
    user: "999:999",
    // The image asks for a volume at /data/configdb, which only servers of a cluster fill.
    limits: { memoryMb: 768, cpus: 1, processes: 500, scratch: ["/data/configdb"] },
    health: {
      http: undefined,
      // A ping needs no login. `quit` makes its answer the end of the command.
      command: [
        "mongosh",
        "--quiet",
        "--norc",
        "mongodb://127.0.0.1:27017/admin",
        "--eval",
        "quit(db.runCommand({ ping: 1 }).ok === 1 ? 0 : 1)",
      ],
      startSeconds: 120,
    },
    stopGraceSeconds: 60,
  });
}
