import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** What a job of a pull request has to say in the comment on it. */
export interface Contribution {
  pullRequest: number;
  sections: Section[];
}

/** Plain text under a title; nothing in it is taken for markup. */
export interface Section {
  title: string;
  /** One line that is seen before the section is opened. */
  summary: string;
  text: string;
}

/** No honest plan of three stacks comes near it; a comment shows less in any case. */
const contributionLimitBytes = 4_000_000;

const contribution = z.strictObject({
  pullRequest: z.int().positive(),
  sections: z
    .array(
      z.strictObject({
        title: z.string().max(100),
        summary: z.string().max(300),
        text: z.string(),
      }),
    )
    .max(10),
});

/** Writes the folder that becomes the artefact `comment-<name>`, with the full text for people. */
export function writeContribution(folder: string, told: Contribution) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, fileName), JSON.stringify(contribution.parse(told), null, 2));
  const texts = told.sections.map(({ title, summary, text }) => `${title}: ${summary}\n\n${text}`);
  writeFileSync(join(folder, "full-text.txt"), texts.join("\n\n"));
}

/**
 * Reads the artefacts `comment-…` in a folder, in the order of the alphabet; a fork may have written
 * anything there. Undefined where there is none. Throws an Error that names what is no contribution, or
 * that two are for different pull requests.
 */
export function readContributions(folder: string): Contribution | undefined {
  // Where no artefact fits there may be no folder either.
  const names = (existsSync(folder) ? readdirSync(folder) : []).filter((name) =>
    name.startsWith("comment-"),
  );
  const read = names.toSorted().map((name) => readContribution(join(folder, name, fileName)));
  const [first] = read;
  if (first === undefined) return undefined;
  if (read.some(({ pullRequest }) => pullRequest !== first.pullRequest)) {
    throw new Error(`${folder}: is for more than one pull request; nothing is posted`);
  }
  return { pullRequest: first.pullRequest, sections: read.flatMap(({ sections }) => sections) };
}

const fileName = "contribution.json";

function readContribution(file: string): Contribution {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  // A link could lead to what only this job may read.
  if (!stats?.isFile()) throw new Error(`${file}: is no file; nothing is posted`);
  if (stats.size > contributionLimitBytes) {
    throw new Error(
      `${file}: is too long, got ${stats.size} bytes; at most ${contributionLimitBytes} are read`,
    );
  }
  const read = contribution.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (read.success) return read.data;
  throw new Error(`${file}: is no contribution to a comment: ${z.prettifyError(read.error)}`);
}
