import { type PrefixedToken, prefixed } from "./prefixed.ts";
import { sample } from "./sample.ts";
import { githubPatterns, gitleaks } from "./sources.ts";

const tokens: PrefixedToken[] = [
  {
    id: "github-token",
    description: "GitHub personal access, OAuth, app and refresh token",
    prefixes: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
    body: "[A-Za-z0-9]{36,255}",
    sample: sample("alphanumeric", 36),
    source:
      "https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/",
  },
  {
    id: "github-token",
    description: "GitHub fine-grained personal access token",
    prefixes: ["github_pat_"],
    body: "[A-Za-z0-9_]{82,255}",
    sample: `${sample("alphanumeric", 22)}_${sample("alphanumeric", 59)}`,
    source:
      "https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/",
  },
  {
    id: "github-token",
    description: "GitHub installation token of the first format",
    prefixes: ["v1."],
    body: "[0-9a-f]{40}",
    sample: sample("hex", 40),
    source:
      "https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/",
  },
  {
    id: "github-session",
    description: "Session cookie of github.com",
    prefixes: ["user_session=", "__Host-user_session_same_site=", "_gh_sess="],
    body: "[A-Za-z0-9_%.+/-]{40,2048}",
    sample: sample("base64url", 48),
    source: "https://github.com/privacy/cookies",
  },
  {
    id: "github-signature",
    description: "Signature in a presigned address of GitHub's container registry",
    prefixes: ["x-ghcr-signature="],
    body: "[A-Za-z0-9_%.+/=-]{20,512}",
    sample: sample("base64url", 44),
    source:
      "https://github.com/microsoft/vscode/blob/main/extensions/copilot/src/extension/chronicle/common/secretFilter.ts",
  },
  {
    id: "gitlab-token",
    description: "GitLab personal, project, deploy, runner, job and feed token",
    prefixes: [
      "glpat-",
      "gldt-",
      "glrt-",
      "glcbt-",
      "glptt-",
      "glft-",
      "glimt-",
      "glagent-",
      "glsoat-",
      "glffct-",
      "gloas-",
    ],
    body: "[A-Za-z0-9_-]{20,300}(?:\\.[0-9a-z]{9})?",
    sample: sample("base64url", 20),
    source: "https://docs.gitlab.com/security/tokens/#token-prefixes",
  },
  {
    id: "gitlab-session",
    description: "Session cookie of GitLab",
    prefixes: ["_gitlab_session="],
    body: "[0-9a-f]{32}",
    sample: sample("hex", 32),
    source: gitleaks,
  },
  {
    id: "npm-token",
    description: "npm access token",
    prefixes: ["npm_"],
    body: "[A-Za-z0-9]{36,255}",
    sample: sample("alphanumeric", 36),
    source: "https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/",
  },
  {
    id: "pypi-token",
    description: "PyPI API token: a macaroon for pypi.org or test.pypi.org",
    prefixes: ["pypi-AgEIcHlwaS5vcmc", "pypi-AgENdGVzdC5weXBpLm9yZw"],
    body: "[A-Za-z0-9_-]{50,1000}",
    sample: sample("base64url", 120),
    source: "https://docs.pypi.org/api/secrets/",
  },
  {
    id: "rubygems-token",
    description: "RubyGems API key",
    prefixes: ["rubygems_"],
    body: "[0-9a-f]{48}",
    sample: sample("hex", 48),
    source: "https://guides.rubygems.org/api-key-scopes/",
  },
  {
    id: "crates-token",
    description: "crates.io API token",
    prefixes: ["cio"],
    body: "[A-Za-z0-9]{32}",
    sample: sample("alphanumeric", 32),
    source: githubPatterns,
  },
  {
    id: "nuget-key",
    description: "NuGet API key",
    prefixes: ["oy2"],
    body: "[a-p][0-9a-z]{42}",
    sample: `a${sample("lower", 42)}`,
    source: "https://learn.microsoft.com/nuget/nuget-org/scoped-api-keys",
  },
  {
    id: "docker-token",
    description: "Docker personal and organization access token",
    prefixes: ["dckr_pat_", "dckr_oat_"],
    body: "[A-Za-z0-9_-]{27,64}",
    sample: sample("base64url", 27),
    source: "https://docs.docker.com/security/access-tokens/",
  },
  {
    id: "atlassian-token",
    description: "Atlassian API token and Bitbucket access token",
    prefixes: ["ATATT3", "ATCTT3"],
    body: "[A-Za-z0-9_-]{100,300}(?:=[0-9A-F]{8})?",
    sample: `${sample("base64url", 170)}=${sample("digits", 8)}`,
    source: githubPatterns,
  },
];

export const codeHostingRules = tokens.map(prefixed);
