import {
  agrees,
  corpus,
  cutAt,
  decoderOracle,
  divergenceOf,
  everyByte,
  fromText,
  judge,
} from "@respite/resp/testing";
import { describe, expect, it } from "vitest";

describe("corpus", () => {
  it("has unique names that are fit for files", () => {
    const names = corpus.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9-]+$/);
  });

  it.each(corpus.map((one) => [one.name, one] as const))(
    "%s",
    (_, { text, verdict, values, offset, rule }) => {
      const bytes = fromText(text);
      expect(judge(bytes)).toEqual({
        verdict,
        values,
        ...(verdict === "invalid" ? { offset, rule } : {}),
      });
      for (const cuts of [[], everyByte(bytes.length)]) {
        const said = decoderOracle().judge(cutAt(bytes, cuts));
        expect(said).toMatchObject({ verdict, values });
        expect(said.offset).toBe(offset);
        expect(divergenceOf(bytes, cuts)).toBeUndefined();
      }
    },
  );

  it("expects values that differ from each other", () => {
    const told = corpus.filter(({ values }) => values.length === 1);
    const wrong = told.filter(({ values }) => agrees(values[0]!, "something else"));
    expect(wrong).toEqual([]);
  });
});
