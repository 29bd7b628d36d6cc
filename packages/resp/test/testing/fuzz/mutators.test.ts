import { encodeCommand, encodeFrame, printable } from "@respite/resp/codec";
import {
  breakSites,
  fromText,
  judge,
  mutate,
  mutatorNames,
  randomCommand,
  randomCuts,
  cutAt,
  joined,
  randomStream,
  randomFrame,
  seededRandom,
  toText,
  tokensOf,
  topLevelParts,
  oneOf,
} from "@respite/resp/testing";
import { describe, expect, it } from "vitest";

describe("seededRandom", () => {
  it("gives the same numbers for the same seed and others for another", () => {
    const numbers = (seed: number): number[] => Array.from({ length: 5 }, seededRandom(seed));
    expect(numbers(1)).toEqual(numbers(1));
    expect(numbers(1)).not.toEqual(numbers(2));
    expect(numbers(1).every((value) => value >= 0 && value < 1)).toBe(true);
  });
});

describe("randomStream", () => {
  it("makes valid streams of every type", () => {
    const random = seededRandom(3);
    const signs = new Set<string>();
    for (let left = 2000; left > 0; left--) {
      const bytes = randomStream({ random });
      expect(judge(bytes).verdict, printable(bytes)).toBe("valid");
      for (const { sign } of tokensOf(bytes)) signs.add(sign);
    }
    expect([...signs].toSorted().join("")).toBe("!#$%(*+,-.:;=>_|~");
  });

  it("keeps to RESP2 if told so", () => {
    const random = seededRandom(4);
    for (let left = 500; left > 0; left--) {
      const frame = encodeFrame(randomFrame({ random, protocol: 2 }), 2);
      for (const { sign, text } of tokensOf(frame)) {
        expect("+-:$*").toContain(sign);
        expect(text).not.toBe("?");
      }
    }
  });
});

describe("tokensOf", () => {
  it("covers a valid stream without a gap, and topLevelParts are its values", () => {
    const random = seededRandom(5);
    for (let left = 500; left > 0; left--) {
      const bytes = randomStream({ random });
      const tokens = tokensOf(bytes);
      expect(tokens[0]?.start).toBe(0);
      expect(tokens.at(-1)?.end).toBe(bytes.length);
      const parts = topLevelParts(bytes);
      const { values } = judge(bytes);
      expect(parts.map((part) => judge(part).values)).toEqual(values.map((value) => [value]));
    }
  });

  it("ends where a stream can't be told apart any more", () => {
    expect(tokensOf(fromText("+a\r\n;-4\r\n$9\r\nab")).map(({ text }) => text)).toEqual([
      "a",
      "-4",
    ]);
  });
});

describe("mutate", () => {
  it.each(mutatorNames())(
    "%s changes bytes, leaves its input alone and is repeatable",
    (mutator) => {
      const bytes = fromText("*2\r\n$3\r\nfoo\r\n:12\r\n+OK\r\n");
      const copy = bytes.slice();
      for (let seed = 0; seed < 50; seed++) {
        const first = mutate(bytes, { random: seededRandom(seed), mutator });
        expect(first.mutator).toBe(mutator);
        expect(toText(first.bytes)).not.toBe(toText(bytes));
        expect(mutate(bytes, { random: seededRandom(seed), mutator })).toEqual(first);
      }
      expect(bytes).toEqual(copy);
    },
  );

  it("gives way where there is nothing to act on", () => {
    const random = seededRandom(1);
    expect(mutate(fromText("+OK\r\n"), { random, mutator: "huge-count" }).mutator).toBe(
      "flipped-byte",
    );
    expect(mutate(new Uint8Array(0), { random, mutator: "huge-count" }).mutator).toBe(
      "injected-push",
    );
  });

  it("breaks most streams", () => {
    const random = seededRandom(6);
    const verdicts = Array.from({ length: 1000 }, () => {
      const { bytes } = mutate(randomStream({ random }), { random });
      return judge(bytes).verdict;
    });
    expect(verdicts.filter((verdict) => verdict === "invalid").length).toBeGreaterThan(500);
    expect(verdicts).toContain("incomplete");
    expect(verdicts).toContain("valid");
  });
});

describe("breakSites", () => {
  it("breaks the rule it names and no other, at each kind of site", () => {
    const random = seededRandom(7);
    const seen = new Set<string>();
    for (let left = 3000; left > 0; left--) {
      const { bytes, broken, verdict, rule } = oneOf(
        random,
        breakSites(randomStream({ random, maxDepth: 3, maxFrames: 2 })),
      ).apply();
      const judgement = judge(bytes);
      expect(
        { broken, verdict: judgement.verdict, rule: judgement.rule },
        printable(bytes),
      ).toEqual({
        broken,
        verdict,
        rule,
      });
      seen.add(broken);
    }
    expect(seen.size).toBe(26);
  });
});

describe("cutting and commands", () => {
  it("cuts lose nothing", () => {
    const random = seededRandom(8);
    for (let length = 0; length < 200; length++) {
      const bytes = Uint8Array.from({ length }, (_, index) => index);
      expect(joined(cutAt(bytes, randomCuts(length, random)))).toEqual(bytes);
    }
  });

  it("commands touch keys under their prefix alone, and name nothing dangerous", () => {
    const random = seededRandom(9);
    for (let left = 2000; left > 0; left--) {
      const command = randomCommand({ random, keyPrefix: "mine:" });
      expect(judge(encodeCommand(command)).verdict).toBe("valid");
      expect(String(command[0])).not.toMatch(
        /flush|shutdown|config|debug|save|eval|script|client/i,
      );
    }
  });
});
