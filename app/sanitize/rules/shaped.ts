import { startOutside, tokenEnd, tokenStart } from "./prefixed.ts";
import type { PatternRule } from "./rule.ts";
import { sample } from "./sample.ts";
import { gitleaks } from "./sources.ts";

const base64 = (length: number) => sample("base64", length);
const microsoftKeys =
  "https://github.com/microsoft/security-utilities/blob/main/GeneratedRegexPatterns/PreciselyClassifiedSecurityKeys.json";

/** Secrets that are known by their whole shape. */
export const shapedRules: PatternRule[] = [
  {
    id: "private-key",
    description: "Private key block, also cut off, encrypted, quoted or with escaped line ends",
    needles: ["-----BEGIN"],
    pattern: new RegExp(
      "-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----" +
        // Up to its end; five dashes within it begin another block.
        "(?:(?:[^-]|-(?!----)){0,20000}-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----" +
        // Cut off: as many lines of base64 as there are.
        "|(?:(?:\\s|\\\\+[nrt])*[A-Za-z0-9+/=]{40,})*(?:(?:\\s|\\\\+[nrt])*[A-Za-z0-9+/]{4,}=+)?)",
    ),
    check: "keyBlock",
    examples: {
      secrets: [
        `«-----BEGIN PRIVATE KEY-----\n${base64(64)}\n${base64(22)}==\n-----END PRIVATE KEY-----»\n`,
        `{"key":"«-----BEGIN RSA PRIVATE KEY-----\\nMII${base64(61)}\\n${base64(40)}=\\n-----END RSA PRIVATE KEY-----»\\n"}`,
        `«-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n${base64(64)}\n-----END EC PRIVATE KEY-----»`,
        `«-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: 2\n\n${base64(64)}\n-----END PGP PRIVATE KEY BLOCK-----»`,
        `«-----BEGIN OPENSSH PRIVATE KEY-----\n${base64(70)}\n${base64(70)}» (cut off)`,
      ],
      harmless: [
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        `-----BEGIN CERTIFICATE-----\n${base64(64)}\n-----END CERTIFICATE-----`,
        `-----BEGIN PUBLIC KEY-----\n${base64(64)}\n-----END PUBLIC KEY-----`,
      ],
    },
    source: "https://www.rfc-editor.org/rfc/rfc7468",
  },
  {
    id: "jwt",
    description: "JSON Web Token, signed or encrypted",
    needles: ["eyJ"],
    pattern: new RegExp(
      `${startOutside("\\w-")}eyJ[\\w-]{8,}\\.(?:eyJ[\\w-]{8,}\\.[\\w-]{16,}|[\\w-]*\\.[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]{8,})`,
    ),
    examples: {
      secrets: [
        `Cookie: id=«eyJ${sample("base64url", 30)}.eyJ${sample("base64url", 80)}.${sample("base64url", 43)}»; path=/`,
        `«eyJ${sample("base64url", 40)}..${sample("base64url", 16)}.${sample("base64url", 60)}.${sample("base64url", 22)}»`,
        `"\\n«eyJ${sample("base64url", 30)}.eyJ${sample("base64url", 80)}.${sample("base64url", 43)}»"`,
      ],
      harmless: [
        `eyJ${sample("base64url", 200)}`,
        `A${sample("base64url", 20)}eyJ${sample("base64url", 20)}`,
      ],
    },
    source: "https://www.rfc-editor.org/rfc/rfc7519",
  },
  {
    id: "azure-key",
    description: "Azure key of 64 bytes with a signature: storage, Batch, Cosmos DB, APIs",
    needles: ["APIM", "ACDb", "+ABa", "+AMC", "+ASt"],
    lead: 76,
    pattern: new RegExp(
      `${startOutside("A-Za-z0-9+/")}[A-Za-z0-9+/]{76}(?:APIM|ACDb|\\+(?:ABa|AMC|ASt))[A-Za-z0-9+/]{5}[AQgw]==`,
    ),
    examples: {
      secrets: [
        `the key «${base64(76)}+ASt${base64(5)}Q==» works`,
        `"keys:\\n«${base64(76)}ACDb${base64(5)}A==»"`,
      ],
      harmless: [`${base64(90)}+ASt${base64(5)}Q==`, `${base64(20)}+ASt${base64(5)}Q==`],
    },
    source: microsoftKeys,
  },
  {
    id: "azure-key",
    description: "Azure key of 32 bytes with a signature: IoT, messaging, Event Grid, Redis",
    needles: ["AIoT", "+ASb", "+AEh", "+ARm", "AZEG", "AzCa"],
    lead: 33,
    pattern: new RegExp(
      `${startOutside("A-Za-z0-9+/")}[A-Za-z0-9+/]{33}(?:AIoT|AZEG|AzCa|\\+(?:ASb|AEh|ARm))[A-P][A-Za-z0-9+/]{5}=`,
    ),
    examples: {
      secrets: [
        `the key «${base64(33)}+AEhA${base64(5)}=» works`,
        `REDIS=«${base64(33)}AzCaB${base64(5)}=»`,
      ],
      harmless: [`${base64(40)}+AEhA${base64(5)}=`],
    },
    source: microsoftKeys,
  },
  {
    id: "azure-key",
    description: "Key of Azure Functions",
    needles: ["AzFu"],
    lead: 44,
    pattern: new RegExp(`${startOutside("\\w-")}[\\w-]{44}AzFu[\\w-]{5}[AQgw]==`),
    examples: {
      secrets: [`?code=«${sample("base64url", 44)}AzFu${sample("base64url", 5)}A==»`],
      harmless: ["AzFunctions are cheap"],
    },
    source: microsoftKeys,
  },
  {
    id: "azure-key",
    description: "Key of Azure AI Search",
    needles: ["AzSe"],
    lead: 42,
    pattern: new RegExp(`${tokenStart}[A-Za-z0-9]{42}AzSe[A-D][A-Za-z0-9]{5}${tokenEnd}`),
    examples: {
      secrets: [`«${sample("alphanumeric", 42)}AzSeA${sample("alphanumeric", 5)}»`],
      harmless: ["AzSearch and AzSecurity"],
    },
    source: microsoftKeys,
  },
  {
    id: "azure-key",
    description: "Password of Azure Container Registry",
    needles: ["+ACR"],
    lead: 42,
    pattern: new RegExp(
      `${startOutside("A-Za-z0-9+/")}[A-Za-z0-9+/]{42}\\+ACR[A-D][A-Za-z0-9+/]{5}(?![A-Za-z0-9+/])`,
    ),
    examples: {
      secrets: [`docker login -p «${base64(42)}+ACRD${base64(5)}»`],
      harmless: ["ACI+ACRs"],
    },
    source: microsoftKeys,
  },
  {
    id: "azure-key",
    description: "Azure key of the annotated form: Azure OpenAI, AI services and newer ones",
    needles: ["JQQJ9"],
    lead: 52,
    pattern: new RegExp(
      `${tokenStart}[A-Za-z0-9]{52}JQQJ9[9DH][A-Za-z0-9]{26}(?:[A-Za-z0-9]{2}==)?`,
    ),
    examples: {
      secrets: [`key1 «${sample("alphanumeric", 52)}JQQJ99${sample("alphanumeric", 26)}»`],
      harmless: ["JQQJ99 marks a key"],
    },
    source: microsoftKeys,
  },
  {
    id: "azure-devops-token",
    description: "Personal access token of Azure DevOps",
    needles: ["AZDO"],
    lead: 76,
    pattern: new RegExp(`${tokenStart}[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}${tokenEnd}`),
    examples: {
      secrets: [`«${sample("alphanumeric", 76)}AZDO${sample("alphanumeric", 4)}»`],
      harmless: ["AZDO pipelines"],
    },
    source:
      "https://learn.microsoft.com/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate",
  },
  {
    id: "entra-client-secret",
    description: "Client secret of Microsoft Entra ID",
    needles: ["7Q~", "8Q~"],
    lead: 3,
    pattern: new RegExp(`${startOutside("\\w~.-")}[\\w~.-]{3}[78]Q~[\\w~.-]{31,34}(?![\\w~-])`),
    examples: {
      secrets: [`«${sample("alphanumeric", 3)}8Q~${sample("base64url", 34)}»`],
      harmless: ["18Q~100", `${sample("alphanumeric", 12)}8Q~${sample("base64url", 34)}`],
    },
    source: microsoftKeys,
  },
  {
    id: "sas-signature",
    description: "Signature of an Azure shared access address",
    needles: ["sig="],
    pattern: /(?<![A-Za-z])sig=([A-Za-z0-9%+/_-]{40,100}(?:%3[Dd]|=){0,2})/,
    examples: {
      secrets: [`?sv=2024-11-04&sp=r&sig=«${sample("alphanumeric", 43)}%3D»`],
      harmless: ["sig=none", `config=${sample("alphanumeric", 43)}`],
    },
    source: "https://learn.microsoft.com/rest/api/storageservices/create-service-sas",
  },
  {
    id: "telegram-token",
    description: "Token of a Telegram bot, without the bot's number",
    needles: [":AA"],
    pattern: /(?<=(?<!\d)\d{8,10}):(AA[\w-]{33})(?![\w-])/,
    examples: {
      secrets: [`bot123456789:«AA${sample("base64url", 33)}»`],
      harmless: ["12:AAAA"],
    },
    source: "https://core.telegram.org/bots/api#authorizing-your-bot",
  },
  {
    id: "terraform-token",
    description: "Token of HCP Terraform",
    needles: [".atlasv1."],
    lead: 14,
    pattern: new RegExp(`${tokenStart}[A-Za-z0-9]{14}\\.atlasv1\\.[\\w=-]{60,90}${tokenEnd}`),
    examples: {
      secrets: [`«${sample("alphanumeric", 14)}.atlasv1.${sample("base64url", 67)}»`],
      harmless: ["a.atlasv1.b"],
    },
    source: gitleaks,
  },
];
