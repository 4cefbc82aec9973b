import * as pulumi from "@pulumi/pulumi";
import { platformOutput } from "./platform-output.ts";

/** What an application of another team makes of the platform: nothing is copied by hand. */
export default function program() {
  const platform = new pulumi.StackReference(new pulumi.Config().require("platformStack"));
  return {
    searchEndpoint: pulumi.interpolate`${platformOutput(platform, "apiUrl")}/search`,
    appSettings: {
      DATABASE_HOST: platformOutput(platform, "databaseHost"),
      DATABASE_NAME: platformOutput(platform, "databaseName"),
      DATABASE_USER: platformOutput(platform, "databaseUser"),
      DATABASE_PASSWORD: platformOutput(platform, "databasePasswordReference"),
    },
    telemetryConnectionString: platformOutput(platform, "telemetryConnectionString"),
  };
}
