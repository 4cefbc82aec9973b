import { type Example, propertyExample } from "./example.ts";

const site = "web:StaticSite";

export const staticSiteExamples: Example[] = [
  propertyExample("azure-static-site-sku", site, "sku.name", "Free", "Standard"),
  propertyExample("azure-static-site-tier", site, "sku.tier", "Free", "Standard"),
  propertyExample(
    "azure-static-site-previews",
    site,
    "stagingEnvironmentPolicy",
    "Disabled",
    undefined,
  ),
  propertyExample("azure-static-site-config", site, "allowConfigFileUpdates", false, undefined),
  propertyExample("azure-static-site-region", site, "location", "westeurope", "northeurope"),
  propertyExample("azure-static-site-no-token", site, "repositoryToken", undefined, "never-shown"),
];
