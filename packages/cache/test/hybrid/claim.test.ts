// A claim and the mark that must have been read behind it.

import { describe, expect, it } from "vitest";
import type { CacheEntry } from "../../src/backend.ts";
import { claimBeforeMark } from "../../src/hybrid/claim.ts";
import { bytes, text } from "../support/hybrid-world.ts";

const mark = (id: string): CacheEntry => ({ value: bytes(id), ttlMs: undefined });

describe("a claim and the mark of the tier's life", () => {
  it("are asked once, in this order", async () => {
    const asked: string[] = [];
    const answer = await claimBeforeMark(
      () => Promise.resolve(asked.push("claim") === 1),
      () => Promise.resolve(mark(`${asked.push("mark")}`)),
    );
    expect(asked).toEqual(["claim", "mark"]);
    expect([answer[0], text(answer[1])]).toEqual([true, "2"]);
  });

  it.each([
    [true, ["old", "new"]],
    [false, ["old"]],
  ] as const)(
    "a claim that was sent again, %s, does not go by the mark that was read before",
    async (isFirst, expected) => {
      const { promise, resolve } = later<boolean>();
      const read: string[] = [];
      const answer = claimBeforeMark(
        () => promise,
        () => {
          read.push(read.length === 0 ? "old" : "new");
          return Promise.resolve(mark(read.at(-1)!));
        },
      );
      await new Promise((turn) => setImmediate(turn));
      resolve(isFirst);
      expect(text((await answer)[1])).toBe(expected.at(-1));
      expect(read).toEqual(expected);
    },
  );
});

function later<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}
