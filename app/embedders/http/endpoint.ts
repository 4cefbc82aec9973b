/** Where vectors are asked for, and as whom. */
export interface HttpEmbedderSettings {
  /** Of the API, for example `http://127.0.0.1:11434/v1`, or whole, up to `/embeddings`. */
  url: string;
  /** As the server calls it. */
  model: string;
  /** A function, so that no dump and no log of the settings shows it; undefined for none. */
  key: (() => string) | undefined;
}

export interface Endpoint {
  url: URL;
  headers: Record<string, string>;
  /** Taken out of what a server says, which some repeat it in. */
  key: string | undefined;
}

export function endpointOf({ url, key }: HttpEmbedderSettings): Endpoint {
  const whole = new URL(url);
  whole.pathname = whole.pathname.replace(/(?:\/embeddings)?\/*$/, "/embeddings");
  const secret = key?.();
  const headers = { "content-type": "application/json", accept: "application/json" };
  return {
    url: whole,
    headers: secret === undefined ? headers : { ...headers, ...keyHeader(whole, secret) },
    key: secret,
  };
}

/** Azure's names, https://learn.microsoft.com/azure/ai-foundry/openai/reference. */
const azureHost = /\.(?:openai|cognitiveservices|services\.ai)\.azure\.(?:com|us|cn)$/;

/** What Azure takes for a bearer token is one of Entra, which a key is not. */
function keyHeader({ hostname }: URL, key: string): Record<string, string> {
  return azureHost.test(hostname) ? { "api-key": key } : { authorization: `Bearer ${key}` };
}
