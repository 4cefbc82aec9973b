import { PolicyPack } from "@pulumi/policy";
import { packPolicies } from "./policies.ts";

/** `pulumi preview --policy-pack policies/pack`: the rules of `npm run plan`, asked by the engine. */
new PolicyPack("copilot", { policies: packPolicies() });
