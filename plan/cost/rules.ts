import { appServicePlan, staticSite, webApp } from "./compute.ts";
import { databaseServer } from "./database.ts";
import { metricAlert, scheduledQueryRule, webTest, workspace } from "./monitoring.ts";
import { privateEndpoint, privateZone } from "./network.ts";
import { free, type Rule } from "./rule.ts";
import { storageAccount, vault } from "./storage.ts";

const organization = free("Azure asks nothing for how resources are ordered and who may use them");
const settings = free("a setting of a resource that is billed itself");
const onPlan = free("runs on the plan, which is billed");
const stored = free("billed by what it holds, with the account");
const generated = free("a value in the state of the stack");

/** By resource type. A type that is missing here fails the estimate: add how it is billed. */
export const rules: Record<string, Rule> = {
  "azure-native:web:AppServicePlan": appServicePlan,
  "azure-native:web:WebApp": webApp,
  "azure-native:web:StaticSite": staticSite,
  "azure-native:dbforpostgresql:Server": databaseServer,
  "azure-native:storage:StorageAccount": storageAccount,
  "azure-native:keyvault:Vault": vault,
  "azure-native:operationalinsights:Workspace": workspace,
  "azure-native:applicationinsights:WebTest": webTest,
  "azure-native:monitor:MetricAlert": metricAlert,
  "azure-native:monitor:ScheduledQueryRule": scheduledQueryRule,
  "azure-native:network:PrivateEndpoint": privateEndpoint,
  "azure-native:privatedns:PrivateZone": privateZone,

  "azure-native:web:WebAppSlot": onPlan,
  "azure-native:web:WebAppSlotConfigurationNames": settings,
  "azure-native:web:WebAppFtpAllowed": settings,
  "azure-native:web:WebAppFtpAllowedSlot": settings,
  "azure-native:web:WebAppScmAllowed": settings,
  "azure-native:web:WebAppScmAllowedSlot": settings,
  "azure-native:dbforpostgresql:AdministratorsMicrosoftEntra": settings,
  "azure-native:dbforpostgresql:Configuration": settings,
  "azure-native:dbforpostgresql:Database": free("shares the server, which is billed"),
  "azure-native:dbforpostgresql:FirewallRule": settings,
  "azure-native:storage:BlobContainer": stored,
  "azure-native:storage:BlobServiceProperties": settings,
  "azure-native:storage:ManagementPolicy": settings,
  "azure-native:keyvault:Secret": free("billed by the operation, with the vault"),
  "azure-native:applicationinsights:Component": free("its data is billed by the workspace"),
  "azure-native:operationalinsights:SavedSearch": settings,
  "azure-native:monitor:ActionGroup": free("the first 1 000 e-mails a month are free"),
  "azure-native:monitor:DiagnosticSetting": free("what it sends is billed by the workspace"),
  "azure-native:portal:Dashboard": free("dashboards of the portal are free"),
  "azure-native:consumption:Budget": free("budgets are free"),
  "azure-native:network:VirtualNetwork": free("virtual networks are free within a region"),
  "azure-native:network:NetworkSecurityGroup": free("security groups are free"),
  "azure-native:network:PrivateDnsZoneGroup": settings,
  "azure-native:privatedns:VirtualNetworkLink": settings,
  "azure-native:managedidentity:UserAssignedIdentity": organization,
  "azure-native:authorization:ManagementLockByScope": organization,
  "azure-native:authorization:RoleAssignment": organization,
  "azure-native:resources:ResourceGroup": organization,

  "command:local:Command": free("runs where the deployment runs"),
  "pulumi:providers:docker": free("is the way to the engine"),
  "docker:index/container:Container": free("runs on this machine"),
  "docker:index/image:Image": free("is built on this machine"),
  "docker:index/network:Network": free("is on this machine"),
  "docker:index/remoteImage:RemoteImage": free("is pulled to this machine"),
  "docker:index/volume:Volume": free("is on this machine"),
  "tls:index/privateKey:PrivateKey": generated,
  "tls:index/selfSignedCert:SelfSignedCert": generated,

  "process:index:Service": free("runs on this machine"),
  "random:index/randomPassword:RandomPassword": generated,
  "random:index/randomString:RandomString": generated,
  "random:index/randomUuid:RandomUuid": generated,
};
