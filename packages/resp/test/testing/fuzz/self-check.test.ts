import { checkFrames, checkMalformed, divergenceText } from "@respite/resp/testing";
import { describe, expect, it } from "vitest";

describe("our decoders against the second one", () => {
  it("100,000 random streams, whole and cut: no divergence", { timeout: 60_000 }, () => {
    const { streams, frames, divergences } = checkFrames({ runs: 100_000, seed: 20_261_122 });
    expect(divergences.map(divergenceText)).toEqual([]);
    expect(streams).toBe(100_000);
    expect(frames).toBeGreaterThan(streams);
  });

  it(
    "20,000 malformed streams: all refused, in the same place, none crashes",
    { timeout: 60_000 },
    () => {
      const { streams, accepted, crashes, misplaced } = checkMalformed({ runs: 20_000, seed: 7 });
      expect(streams).toBe(20_000);
      expect([...accepted, ...crashes, ...misplaced].map(divergenceText)).toEqual([]);
    },
  );
});
