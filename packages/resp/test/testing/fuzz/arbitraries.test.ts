import { divergenceOf, joined, judge } from "@respite/resp/testing";
import {
  almostValid,
  byteSoup,
  chunked,
  frames,
  mutatedStreams,
  streams,
} from "@respite/resp/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

describe("arbitraries", () => {
  it("streams are valid, whatever the protocol", () => {
    fc.assert(
      fc.property(streams(), streams({ protocol: 2 }), (three, two) => {
        expect(judge(three).verdict).toBe("valid");
        expect(judge(two).verdict).toBe("valid");
      }),
    );
  });

  it("almost valid streams get the verdict they come with", () => {
    fc.assert(
      fc.property(almostValid(), ({ bytes, verdict, rule }) => {
        expect(judge(bytes)).toMatchObject(rule === undefined ? { verdict } : { verdict, rule });
      }),
      { numRuns: 500 },
    );
  });

  it("our decoders agree with the second one on all tiers, however cut", () => {
    const damaged = mutatedStreams().map(({ bytes }) => bytes);
    const broken = almostValid().map(({ bytes }) => bytes);
    const any = fc.oneof(streams(), broken, damaged, byteSoup());
    fc.assert(
      fc.property(chunked(any), ({ bytes, chunks }) => {
        expect(joined(chunks)).toEqual(bytes);
        let at = 0;
        const cuts = chunks.slice(0, -1).map((chunk) => (at += chunk.length));
        expect(divergenceOf(bytes, cuts)).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
  });

  it("print as RESP text", () => {
    const [bytes] = fc.sample(streams({ minFrames: 1, maxFrames: 1 }), { numRuns: 1, seed: 1 });
    expect(fc.stringify(bytes)).toMatch(/^".*\\r\\n"$/);
    const [broken] = fc.sample(almostValid(), { numRuns: 1, seed: 1 });
    expect(fc.stringify(broken)).toMatch(
      /^".*" \([a-z0-9-]+: (invalid by [a-z0-9-]+|incomplete)\)$/,
    );
    const [frame] = fc.sample(frames(), { numRuns: 1, seed: 1 });
    expect(fc.stringify(frame)).toMatch(/^".*\\r\\n"$/);
  });

  it("shrink to something readable", () => {
    const result = fc.check(
      fc.property(streams(), (bytes) => !bytes.includes(0x25)),
      { seed: 1, numRuns: 1000 },
    );
    expect(result.failed).toBe(true);
    expect(result.counterexample?.[0].length).toBeLessThan(12);
  });
});
