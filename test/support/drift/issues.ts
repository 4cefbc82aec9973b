import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../temporary-folder.ts";

export interface StandInIssue {
  number: number;
  state: "open" | "closed";
  title: string;
  body: string;
  labels: string[];
  user: { login: string };
  comments: string[];
  /** Set where it is a pull request, which GitHub lists among the issues. */
  pull_request?: object;
}

export interface StandInIssues {
  /** Folder of a `gh` that asks them. */
  programs: string;
  all(): StandInIssue[];
  put(issues: StandInIssue[]): void;
}

/** The token that the stand-in takes, and the bot that it stands for. */
export const jobToken = "job-token";
export const bot = "github-actions[bot]";

/**
 * Stands in for GitHub's issues of the repository `acme/copilot`: a `gh api` that wants the job's token,
 * knows four endpoints, and refuses bodies with a field that GitHub does not have.
 */
export function gitHubIssues(): StandInIssues {
  const programs = temporaryFolder();
  const file = join(programs, "issues.json");
  writeFileSync(file, "[]");
  writeFileSync(join(programs, "gh"), `#!${process.execPath}\n${program}`);
  chmodSync(join(programs, "gh"), 0o755);
  return {
    programs,
    all: () => JSON.parse(readFileSync(file, "utf8")),
    put: (issues) => writeFileSync(file, JSON.stringify(issues)),
  };
}

const program = `
const { readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const file = join(__dirname, "issues.json");
const issues = JSON.parse(readFileSync(file, "utf8"));
const [api, flag, method, endpoint, ...rest] = process.argv.slice(2);
const refuse = (message) => {
  process.stderr.write("gh: " + message + "\\n");
  process.exit(1);
};
if (process.env.GH_TOKEN !== ${JSON.stringify(jobToken)}) refuse("Bad credentials (HTTP 401)");
if (api !== "api" || flag !== "--method") refuse("unknown command");
const path = endpoint.replace(/^repos\\/acme\\/copilot\\//, "");
const isRead = rest.join(" ") === "--paginate";
const body = isRead ? {} : JSON.parse(readFileSync(0, "utf8"));
const only = (...fields) => {
  const other = Object.keys(body).find((field) => !fields.includes(field));
  if (other) refuse("Invalid request: " + other + " (HTTP 422)");
};
const save = (answer) => {
  writeFileSync(file, JSON.stringify(issues));
  process.stdout.write(JSON.stringify(answer));
};
const [, number, comments] = /^issues\\/(\\d+)(\\/comments)?$/.exec(path) ?? [];
const issue = issues.find((one) => one.number === Number(number));
if (method === "GET" && isRead && path === "issues?state=open&per_page=100") {
  save(issues.filter(({ state }) => state === "open"));
} else if (method === "POST" && path === "issues") {
  only("title", "body", "labels");
  const made = { number: issues.length + 1, state: "open", user: { login: ${JSON.stringify(bot)} }, comments: [], ...body };
  issues.push(made);
  save(made);
} else if (method === "POST" && issue && comments) {
  only("body");
  issue.comments.push(body.body);
  save({});
} else if (method === "PATCH" && issue && !comments) {
  only("title", "body", "state", "state_reason");
  save(Object.assign(issue, body));
} else refuse("Not Found (HTTP 404)");
`;
