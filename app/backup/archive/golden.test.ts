import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../commands/testing.ts";
import { extractArchive } from "./extract.ts";
import { archiveFileName } from "./name.ts";
import { readManifest } from "./read-manifest.ts";
import { goldenFiles, goldenFolder, goldenForms, goldenRecord, goldenTime } from "./test-golden.ts";
import { filesIn } from "./testing.ts";
import { verifyArchive } from "./verify.ts";

// Archives of version 1, which `node app/backup/archive/test-golden.ts` wrote when that was made.
// They are never written again: whoever has such an archive has to get it restored for ever.
test.each(goldenForms)(
  "an archive of version 1 is still restored: $compression, $opener",
  async ({ compression, opener, key }) => {
    using folder = temporaryFolder();
    const name = { type: "full", startedAt: goldenTime(compression, opener) } as const;
    const fileName = archiveFileName(name, { compression, encrypted: key !== undefined });
    const path = join(goldenFolder(1), fileName);
    const into = join(folder.path, "into");
    const manifest = await extractArchive({ path, key, into });
    expect(manifest).toMatchObject({ formatVersion: 1, components: [goldenRecord], problems: [] });
    const restored = Object.entries(filesIn(into)).map(([file, bytes]) => [file, String(bytes)]);
    expect(Object.fromEntries(restored)).toEqual(goldenFiles);
    expect(await verifyArchive({ path, key })).toEqual(manifest);
    expect(await readManifest(path, key)).toEqual(manifest);
  },
);
