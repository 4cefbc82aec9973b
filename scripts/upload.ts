import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { azureLogin } from "./azure-login.ts";
import { bundle } from "./bundle/bundle.ts";
import { runScript } from "./platform.ts";
import { projectDirectory } from "./stack.ts";
import { note } from "./terminal.ts";
import { uploadPackage } from "./upload/upload-package.ts";

const usage = `Usage: node scripts/upload.ts <URL of the package>

Packs the application and puts it where its sites run it from, unless it is there already. Run by
\`pulumi up\`. Logs in as the Azure CLI does, or as AZURE_CLIENT_ID, AZURE_TENANT_ID and
AZURE_CLIENT_SECRET say.
`;

await runScript(async () => {
  const { values, positionals } = parseArgs({
    options: { help: { type: "boolean", short: "h" } },
    allowPositionals: true,
  });
  const [url, ...others] = positionals;
  if (values.help) return void process.stdout.write(usage);
  if (url === undefined || others.length > 0) throw new Error(usage);

  const pack = async () => {
    const folder = join(tmpdir(), "copilot-packages");
    return (await bundle(projectDirectory, folder)).file;
  };
  const outcome = await uploadPackage(url, pack, azureLogin(), { onWait: note });
  process.stdout.write(`${url}: ${outcome}\n`);
});
