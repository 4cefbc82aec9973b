import { physicalName } from "../../components/azure/names.ts";
import type { Operator } from "../operator.ts";
import { inSubscription, type Place } from "./place.ts";

/** What the jobs of a GitHub environment log in as. */
export interface Identity {
  name: string;
  clientId: string;
  /** Object that roles are given to. */
  principalId: string;
}

interface KnownIdentity extends Identity {
  resourceGroup: string;
}

/**
 * Makes the identity of a GitHub environment, which takes no password: it trusts tokens that GitHub gives to
 * jobs of that environment alone. In a dry run the ids of one that is not there are said in words.
 */
export async function makeIdentity(
  operator: Operator,
  place: Place,
  { environment, prefix }: { environment: string; prefix: string },
): Promise<Identity> {
  const name = physicalName("identity", "copilot", environment, "");
  const list = ["identity", "list", ...inSubscription(place)];
  const known = (await operator.ask<KnownIdentity[]>("az", list)).find(
    (one) => one.name === name && one.resourceGroup === place.resourceGroup,
  );
  const named = ["--name", name, "--resource-group", place.resourceGroup];
  const made = known
    ? known
    : await operator.change<Identity>({
        what: `makes the identity ${name} for the GitHub environment ${environment}`,
        program: "az",
        args: [
          "identity",
          "create",
          ...named,
          "--location",
          place.location,
          ...inSubscription(place),
        ],
      });
  const subject = `${prefix}:environment:${environment}`;
  await trust(operator, place, { identity: name, isKnown: known !== undefined, subject });
  return {
    name,
    clientId: made?.clientId ?? `<client id of ${name}>`,
    principalId: made?.principalId ?? `<object id of ${name}>`,
  };
}

interface Credential {
  name: string;
  issuer: string;
  subject: string;
  audiences: string[];
}

const issuer = "https://token.actions.githubusercontent.com";
const audience = "api://AzureADTokenExchange";
const credentialName = "github";

async function trust(
  operator: Operator,
  place: Place,
  { identity, isKnown, subject }: { identity: string; isKnown: boolean; subject: string },
) {
  const command = ["identity", "federated-credential"];
  const target = ["--identity-name", identity, "--resource-group", place.resourceGroup];
  const list = [...command, "list", ...target, ...inSubscription(place)];
  const credentials = isKnown ? await operator.ask<Credential[]>("az", list) : [];
  const known = credentials.find(({ name }) => name === credentialName);
  const isRight =
    known?.subject === subject && known.issuer === issuer && known.audiences.join() === audience;
  if (isRight) return;
  const verb = known ? "update" : "create";
  const claims = ["--issuer", issuer, "--subject", subject, "--audiences", audience];
  await operator.change({
    what: `has ${identity} trust GitHub's tokens for ${subject}`,
    program: "az",
    args: [
      ...command,
      verb,
      "--name",
      credentialName,
      ...target,
      ...claims,
      ...inSubscription(place),
    ],
  });
}
