import { unknownValue } from "@pulumi/pulumi/runtime/rpc.js";
import type { CheckFailure } from "../serve.ts";
import type { Wire } from "../wire.ts";
import type { ContainerInputs } from "./container-inputs.ts";
import { nanoseconds } from "./durations.ts";
import { nameFailures } from "./names.ts";

/** What the real provider's schema refuses beyond types, and what of its inputs is not stood in for. */
export function containerFailures(given: Wire): CheckFailure[] {
  const inputs = given as unknown as ContainerInputs;
  return [
    ...nameFailures(given),
    ...mismatches("restart", inputs.restart, /^(no|on-failure|always|unless-stopped)$/),
    ...(inputs.mounts ?? []).flatMap(({ type }, index) =>
      mismatches(`mounts[${index}].type`, type, /^bind$/),
    ),
    ...(inputs.uploads ?? []).flatMap(({ permissions, owner, group, content }, index) => [
      ...mismatches(`uploads[${index}].permissions`, permissions, /^0[0-7]{3}$/),
      ...mismatches(`uploads[${index}].owner`, owner, /^\d+$/),
      ...mismatches(`uploads[${index}].group`, group, /^\d+$/),
      // An absent content would need `source` or `contentBase64`, which are not stood in for.
      ...mismatches(`uploads[${index}].content`, content ?? "", /./s),
    ]),
    ...mismatches("command", inputs.command?.includes("") ? "" : undefined, /./),
    ...durationFailures(inputs),
    ...negatives(inputs),
  ];
}

function mismatches(property: string, value: string | undefined, pattern: RegExp): CheckFailure[] {
  if (value === undefined || value === unknownValue || pattern.test(value)) return [];
  return [{ property, reason: `must match ${pattern}, got "${value}"` }];
}

function durationFailures({ healthcheck = {} }: ContainerInputs): CheckFailure[] {
  const { interval, timeout, startPeriod, startInterval } = healthcheck;
  return Object.entries({ interval, timeout, startPeriod, startInterval })
    .filter(([, value]) => value !== undefined && nanoseconds(value) === undefined)
    .map(([key, value]) => ({
      property: `healthcheck.${key}`,
      reason: `must be a duration such as 30s, got "${value}"`,
    }));
}

function negatives({ memory = 0, memorySwap = 0 }: ContainerInputs): CheckFailure[] {
  return [
    ...(memory < 0 ? [{ property: "memory", reason: `must be 0 or more, got ${memory}` }] : []),
    ...(memorySwap < -1
      ? [{ property: "memorySwap", reason: `must be -1 or more, got ${memorySwap}` }]
      : []),
  ];
}
