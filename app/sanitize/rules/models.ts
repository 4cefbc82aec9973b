import { type PrefixedToken, prefixed } from "./prefixed.ts";
import { sample } from "./sample.ts";
import { githubPatterns } from "./sources.ts";

const tokens: PrefixedToken[] = [
  {
    id: "anthropic-key",
    description: "Anthropic API, admin and OAuth key",
    prefixes: ["sk-ant-"],
    body: "[a-z]{2,12}\\d{2}-[A-Za-z0-9_-]{20,255}",
    sample: `api03-${sample("base64url", 93)}AA`,
    source: "https://platform.claude.com/docs/en/api/admin-api/apikeys/get-api-key",
  },
  {
    id: "openai-key",
    description: "OpenAI key of a project, service account or administrator",
    prefixes: ["sk-proj-", "sk-svcacct-", "sk-admin-", "sk-None-"],
    body: "[A-Za-z0-9_-]{20,255}",
    sample: sample("base64url", 120),
    source: "https://platform.openai.com/docs/api-reference/authentication",
  },
  {
    id: "openrouter-key",
    description: "OpenRouter API key",
    prefixes: ["sk-or-v1-"],
    body: "[0-9a-f]{64}",
    sample: sample("hex", 64),
    source: githubPatterns,
  },
  {
    id: "api-key",
    description: "Key in OpenAI's first form, which other providers of models took over",
    prefixes: ["sk-"],
    body: "[A-Za-z0-9]{32,64}",
    sample: sample("alphanumeric", 48),
    source: "https://platform.openai.com/docs/api-reference/authentication",
  },
  {
    id: "huggingface-token",
    description: "Hugging Face user and organization token",
    prefixes: ["hf_", "api_org_"],
    body: "[A-Za-z0-9]{34,64}",
    sample: sample("letters", 34),
    source: "https://huggingface.co/docs/hub/security-tokens",
  },
  {
    id: "groq-key",
    description: "Groq API key",
    prefixes: ["gsk_"],
    body: "[A-Za-z0-9]{52}",
    sample: sample("alphanumeric", 52),
    source: githubPatterns,
  },
  {
    id: "xai-key",
    description: "xAI API key",
    prefixes: ["xai-"],
    body: "[A-Za-z0-9]{80}",
    sample: sample("alphanumeric", 80),
    source: githubPatterns,
  },
  {
    id: "perplexity-key",
    description: "Perplexity API key",
    prefixes: ["pplx-"],
    body: "[A-Za-z0-9]{48}",
    sample: sample("alphanumeric", 48),
    source: githubPatterns,
  },
  {
    id: "replicate-token",
    description: "Replicate API token",
    prefixes: ["r8_"],
    body: "[A-Za-z0-9]{37}",
    sample: sample("alphanumeric", 37),
    source: "https://replicate.com/docs/topics/security/api-tokens",
  },
  {
    id: "nvidia-key",
    description: "NVIDIA API key",
    prefixes: ["nvapi-"],
    body: "[A-Za-z0-9_-]{60,80}",
    sample: sample("base64url", 64),
    source: githubPatterns,
  },
];

export const modelRules = tokens.map(prefixed);
