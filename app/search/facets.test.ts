import { expect, it } from "vitest";
import type { Candidate } from "../store/store.ts";
import { facetsOf } from "./facets.ts";

function candidate(values: Partial<Candidate>): Candidate {
  return {
    messageId: 1,
    conversationId: 1,
    role: "user",
    source: "vscode",
    workspace: undefined,
    model: undefined,
    ...values,
  };
}

it("counts what there is of each kind, the most frequent first, then by name", () => {
  const candidates = [
    candidate({ workspace: "shop" }),
    candidate({ workspace: "bakery", source: "github" }),
    candidate({ workspace: "bakery", role: "assistant", model: "gpt-5" }),
    candidate({ workspace: "attic" }),
  ];
  expect(facetsOf(candidates)).toEqual({
    messages: 4,
    workspace: [
      { value: "bakery", messages: 2 },
      { value: "attic", messages: 1 },
      { value: "shop", messages: 1 },
    ],
    source: [
      { value: "vscode", messages: 3 },
      { value: "github", messages: 1 },
    ],
    role: [
      { value: "user", messages: 3 },
      { value: "assistant", messages: 1 },
    ],
    model: [{ value: "gpt-5", messages: 1 }],
  });
});

it("gives the 20 most frequent values", () => {
  const candidates = Array.from({ length: 30 }, (_, index) =>
    candidate({ model: `m${String(index).padStart(2, "0")}` }),
  );
  const { model } = facetsOf([...candidates, candidate({ model: "m29" })]);
  expect(model).toHaveLength(20);
  expect(model.slice(0, 2)).toEqual([
    { value: "m29", messages: 2 },
    { value: "m00", messages: 1 },
  ]);
});
