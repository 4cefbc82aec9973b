import type { ServiceFile } from "../services/types.ts";
import { alloyText, type Block, type Value } from "./alloy-syntax.ts";
import {
  type LevelSource,
  type LogCollection,
  type LogCollectionArgs,
  logCollection,
  lowerCaseTemplate,
} from "./log-collection.ts";

export interface AlloyFilesArgs extends LogCollectionArgs {
  /** Absolute folder of `config.alloy`. */
  folder: string;
}

/** `config.alloy`. How far it has read it keeps in its own storage path. */
export function alloyFiles({ folder, ...args }: AlloyFilesArgs): ServiceFile[] {
  const collection = logCollection(args);
  const blocks = [
    { name: "logging", attributes: { level: "warn" } },
    discovery(collection),
    relabelling(collection),
    source(collection),
    processing(collection),
    writing(collection),
  ];
  return [{ path: `${folder}/config.alloy`, content: alloyText(blocks) }];
}

const label = "containers";
const targets = { reference: `discovery.docker.${label}.targets` };

function discovery({ dockerAddress, refreshSeconds, containerLabel }: LogCollection): Block {
  return {
    name: "discovery.docker",
    label,
    attributes: { host: dockerAddress, refresh_interval: `${refreshSeconds}s` },
    blocks: [{ name: "filter", attributes: { name: "label", values: [containerLabel] } }],
  };
}

function relabelling({ labels }: LogCollection): Block {
  return {
    name: "discovery.relabel",
    label,
    attributes: { targets },
    blocks: labels.map((line) => ({
      name: "rule",
      attributes: { source_labels: [line.source], regex: line.regex, target_label: line.label },
    })),
  };
}

function source({ dockerAddress }: LogCollection): Block {
  return {
    name: "loki.source.docker",
    label,
    attributes: {
      host: dockerAddress,
      targets,
      relabel_rules: { reference: `discovery.relabel.${label}.rules` },
      forward_to: [{ reference: `loki.process.${label}.receiver` }],
    },
  };
}

function processing({ levels }: LogCollection): Block {
  return {
    name: "loki.process",
    label,
    attributes: { forward_to: [{ reference: `loki.write.${label}.receiver` }] },
    blocks: levels.map(levelStage),
  };
}

function levelStage(from: LevelSource): Block {
  const extract =
    "jsonField" in from
      ? stage("json", { expressions: { object: { level: from.jsonField } } })
      : stage("regex", { expression: from.regex });
  return {
    ...stage("match", { selector: from.selector }),
    blocks: [
      extract,
      stage("template", { source: "level", template: lowerCaseTemplate }),
      stage("labels", { values: { object: { level: "level" } } }),
    ],
  };
}

function stage(name: string, attributes: Record<string, Value>): Block {
  return { name: `stage.${name}`, attributes };
}

function writing({ pushUrl }: LogCollection): Block {
  return {
    name: "loki.write",
    label,
    blocks: [{ name: "endpoint", attributes: { url: pushUrl } }],
  };
}
