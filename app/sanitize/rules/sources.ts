/** Where formats are listed that their makers describe nowhere. */
export const gitleaks = "https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml";
export const githubPatterns =
  "https://docs.github.com/en/code-security/reference/secret-security/supported-secret-scanning-patterns";
