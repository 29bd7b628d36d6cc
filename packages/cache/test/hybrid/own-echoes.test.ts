// A replica whose own writes come back as invalidations keeps what it wrote, and loses nobody
// else's write over it.

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytes, settle, text, World } from "../support/hybrid-world.ts";

describe("own writes under server-side tracking", () => {
  it.each(["sync", "async"] as const)("are in L1 after their echo (%s)", async (writes) => {
    const world = new World();
    const { hybrid, link } = world.replica({ echoes: true });
    await world.connect();
    await hybrid.set("k", bytes("1"), { writes });
    await settle();
    const before = { ...link.calls };
    const lookup = await hybrid.lookup("k");
    expect(lookup.source).toBe("l1");
    expect(text(lookup.entry)).toBe("1");
    expect(link.calls).toEqual(before);
    await world.close();
  });

  it("are not asked for again if they are large", async () => {
    const world = new World();
    const { hybrid } = world.replica({ echoes: true });
    await world.connect();
    await hybrid.set("k", new Uint8Array(65_537));
    await settle();
    expect((await hybrid.lookup("k")).source).toBe("l2");
    await world.close();
  });

  it("never hide another replica's write, in whatever order they meet", async () => {
    const step = fc.record({
      replica: fc.nat({ max: 1 }),
      key: fc.constantFrom("a", "b"),
      act: fc.constantFrom("set", "async", "delete", "read", "settle"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
        const world = new World();
        const replicas = [world.replica({ echoes: true }), world.replica({ echoes: true })];
        await world.connect();
        const running: Promise<unknown>[] = [];
        for (const [index, { replica, key, act }] of steps.entries()) {
          const { hybrid } = replicas[replica]!;
          world.clock.advance(1);
          if (act === "set") running.push(hybrid.set(key, bytes(`${index}`)));
          else if (act === "async") {
            running.push(hybrid.set(key, bytes(`${index}`), { writes: "async" }));
          } else if (act === "delete") running.push(hybrid.delete(key));
          else if (act === "read") running.push(hybrid.get(key));
          else await settle();
        }
        await Promise.all(running);
        await world.pass(100);
        for (const key of ["a", "b"]) {
          const stored = text(await world.l2.get(key));
          for (const { hybrid } of replicas) expect(text(await hybrid.get(key))).toBe(stored);
        }
        await world.close();
      }),
      { numRuns: 100 },
    );
  });
});
