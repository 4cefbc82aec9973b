/**
 * The variables that restic gets of this process's: what programs need that it starts itself (ssh,
 * rclone), the way out of this network, and the logins of the stores that it can have a repository in.
 * Its own settings come from the caller alone.
 *
 * https://restic.readthedocs.io/en/stable/040_backup.html#environment-variables
 */
export function resticEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const passed = Object.entries(environment).flatMap(([name, value]): [string, string][] =>
    value !== undefined && isOfRestic(name) ? [[name, value]] : [],
  );
  return { ...Object.fromEntries(passed), LC_ALL: "C" };
}

/** Whether restic gets a variable of this name from the environment. */
export function isOfRestic(name: string): boolean {
  return names.has(name.toUpperCase()) || prefixes.some((prefix) => name.startsWith(prefix));
}

const names = new Set([
  ...["PATH", "HOME", "USERPROFILE", "SYSTEMROOT", "APPDATA", "TMPDIR", "TEMP", "XDG_CONFIG_HOME"],
  ...["SSH_AUTH_SOCK", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"],
  ...["RESTIC_REST_USERNAME", "RESTIC_REST_PASSWORD"],
]);

const prefixes = ["AWS_", "AZURE_", "B2_", "GOOGLE_", "OS_", "ST_", "SWIFT_", "RCLONE_"];
