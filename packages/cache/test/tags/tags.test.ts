// Invalidation by tag over every kind of store; in an outage; and against loads that began before.

import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cacheOver } from "../../src/cache.ts";
import type { Cache, Namespace } from "../../src/cache-types.ts";
import { MemoryBackend } from "../../src/memory/index.ts";
import { StampClock } from "../../src/stamp.ts";
import { type CacheRig, cacheRigKinds, until } from "../support/cache-rig.ts";
import { bytes, failure, settle, World } from "../support/hybrid-world.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

describe.each(cacheRigKinds)("tags, $name", ({ make }) => {
  let rig: CacheRig;
  let cache: Cache;

  beforeEach(async () => {
    rig = await make();
    cache = await rig.replica();
  });

  afterEach(async () => {
    await rig.close();
  });

  it("hide what has them, in every namespace, and nothing else", async () => {
    const sessions = cache.namespace<string>("session");
    const tokens = cache.namespace<string>("token");
    await sessions.set("s", "alice", { tags: ["user:1", "eu"] });
    await tokens.set("t", "token", { tags: ["user:1"] });
    await sessions.set("other", "bob", { tags: ["user:2", "eu"] });
    await sessions.set("plain", "carol");
    expect(await sessions.get("s")).toBe("alice");
    await cache.invalidateTags(["user:1"]);
    expect(await sessions.get("s")).toBeUndefined();
    expect(await sessions.has("s")).toBe(false);
    expect(await tokens.get("t")).toBeUndefined();
    expect(await sessions.getMany(["s", "other", "plain"])).toEqual([undefined, "bob", "carol"]);
    await sessions.set("s", "again", { tags: ["user:1"] });
    expect(await sessions.get("s")).toBe("again");
    await sessions.invalidateTag("eu");
    expect(await sessions.get("other")).toBeUndefined();
    expect(await sessions.get("s")).toBe("again");
  });

  it("act on other replicas, and on what they wrote before", async () => {
    const other = await rig.replica();
    const here = cache.namespace<number>("n");
    const there = other.namespace<number>("n");
    await here.set("a", 1, { tags: ["t"] });
    expect(await there.get("a")).toBe(1);
    await there.set("b", 2, { tags: ["t"] });
    // Stamps are of milliseconds, and clocks may differ by a few.
    await rig.pass(30);
    await here.invalidateTag("t");
    await until("the invalidation", async () => (await there.get("a")) === undefined);
    await until("the invalidation", async () => (await there.get("b")) === undefined);
    expect(await here.getMany(["a", "b"])).toEqual([undefined, undefined]);
    await there.set("a", 3, { tags: ["t"] });
    expect(await there.get("a")).toBe(3);
    await until("the new value", async () => (await here.get("a")) === 3);
  });

  it("are not seen among the keys, and end with a clear", async () => {
    const space = cache.namespace<number>("n");
    await space.set("a", 1, { tags: ["t"] });
    await space.invalidateTag("t");
    const keys: string[] = [];
    for await (const key of space.keys()) keys.push(key);
    expect(keys).toEqual(["a"]);
    await space.clear();
    expect(await space.get("a")).toBeUndefined();
  });

  it("set and setMany and setIfAbsent give them", async () => {
    const space = cache.namespace<number>("n");
    const tags = ["t"];
    await space.setMany(
      [
        ["a", 1],
        ["b", 2],
      ],
      { tags },
    );
    expect(await space.setIfAbsent("c", 3, { tags })).toBe(true);
    expect(await space.getMany(["a", "b", "c"])).toEqual([1, 2, 3]);
    await cache.invalidateTags(tags);
    expect(await space.getMany(["a", "b", "c"])).toEqual([undefined, undefined, undefined]);
    expect(await cache.invalidateTags([])).toBe(cache.mode === "memory" ? "local" : "shared");
    expect(await failure(cache.invalidateTags([""]))).toBeInstanceOf(RangeError);
  });

  it("a load that began before an invalidation is not answered after it, nor joined", async () => {
    const space = cache.namespace<string>("n");
    let finish: (value: string) => void = () => {};
    const tags = ["t"];
    const early = space.getOrLoad("k", () => new Promise((resolve) => (finish = resolve)), {
      tags,
    });
    await settle();
    await until("the load", () => cache.stats().namespaces["n"]?.loads === 1);
    await space.invalidateTag("t");
    const late = space.getOrLoad("k", () => "new", { tags });
    await settle();
    finish("old");
    expect(await early).toBe("old");
    expect(await late).toBe("new");
    expect(await space.get("k")).toBe("new");
  });

  it("a loader that names its tags last is held to them too", async () => {
    const space = cache.namespace<string>("n");
    let finish: () => void = () => {};
    const early = space.getOrLoad("k", async (_, context) => {
      await new Promise<void>((resolve) => (finish = resolve));
      context.addTags("t");
      return "old";
    });
    await until("the load", () => cache.stats().namespaces["n"]?.loads === 1);
    await space.invalidateTag("t");
    const late = space.getOrLoad("k", () => "new");
    await settle();
    finish();
    expect(await early).toBe("old");
    expect(await late).toBe("new");
  });
});

const acts = [
  "set",
  "load",
  "finish",
  "invalidate",
  "invalidateOther",
  "read",
  "pass",
  "lookFirst",
] as const;

/** What may happen, on one of two replicas, to one key with two tags. */
interface Step {
  readonly replica: number;
  readonly act: (typeof acts)[number];
}

function steps(...list: readonly (readonly [replica: number, act: Step["act"]])[]): Step[] {
  return list.map(([replica, act]) => ({ replica, act }));
}

/** Stamps run ahead of the clock after an invalidation, and another replica's must not fall short. */
const found: readonly [history: Step[], skewMs: number][] = [
  [
    steps(
      [1, "invalidate"],
      [1, "set"],
      [0, "invalidate"],
      [0, "finish"],
      [0, "lookFirst"],
      [0, "set"],
    ),
    0,
  ],
  [steps([1, "invalidateOther"], [1, "set"], [0, "invalidate"], [0, "read"]), 0],
  [steps([1, "invalidateOther"], [1, "set"], [0, "invalidate"], [0, "read"]), 10],
  [
    steps(
      [1, "invalidate"],
      [1, "set"],
      [0, "invalidateOther"],
      [0, "set"],
      [1, "invalidate"],
      [0, "read"],
    ),
    10,
  ],
];

describe("tags", () => {
  it("never is an entry read whose load began before an acknowledged invalidation", async () => {
    const step = fc.record({ replica: fc.nat({ max: 1 }), act: fc.constantFrom(...acts) });
    const history = fc.array(step, { minLength: 3, maxLength: 25 });
    await fc.assert(fc.asyncProperty(history, fc.nat({ max: 10 }), holdsOver), {
      numRuns: 150,
      examples: found.map(([one, skewMs]): [Step[], number] => [one, skewMs]),
    });
  });

  /** The second replica's wall clock is ahead by `skewMs`. */
  async function holdsOver(history: readonly Step[], skewMs: number): Promise<void> {
    const world = new World();
    const spaces = [0, skewMs].map((aheadMs, replica) => {
      const { environment: first } = world.clock;
      const environment = { ...first, now: () => first.now() + aheadMs };
      const clock = new StampClock(environment, replica);
      const { hybrid: backend } = world.replica({ echoes: true, environment, clock });
      return cacheOver({ mode: "hybrid", backend, environment, clock }).namespace<number>("n");
    });
    await world.connect();
    // Values are the order in which their writes or loads began; `allowed` the first that counts.
    let next = 1;
    let allowed = 0;
    const loads: (() => void)[] = [];
    const running: Promise<unknown>[] = [];
    const tags = ["t", "u"];
    const look = (value: number | undefined): void => {
      if (value !== undefined) expect(value).toBeGreaterThanOrEqual(allowed);
    };
    for (const { replica, act } of history) {
      const space = spaces[replica]!;
      if (act === "set") await space.set("k", next++, { tags });
      else if (act === "load") {
        const load = (): Promise<number> => {
          const value = next++;
          return new Promise<number>((resolve) => loads.push(() => resolve(value)));
        };
        running.push(space.getOrLoad("k", load, { tags }));
        await settle();
      } else if (act === "finish") {
        loads.shift()?.();
        await settle();
      } else if (act === "invalidate" || act === "invalidateOther") {
        await space.invalidateTag(act === "invalidate" ? "t" : "u");
        allowed = next;
      } else if (act === "read") look(await space.get("k"));
      else if (act === "lookFirst") look((await space.getMany(["k"]))[0]);
      else await world.pass(50);
    }
    for (let turn = 0; loads.length > 0 && turn < 50; turn += 1) {
      loads.shift()?.();
      await settle();
    }
    await Promise.all(running);
    for (const space of spaces) look(await space.get("k"));
    await world.close();
  }

  it("act at once in an outage, are journaled, and reach the others afterwards", async () => {
    const world = new World();
    const { environment } = world.clock;
    const [a, b] = [world.replica(), world.replica()];
    const [here, there] = [a, b].map(({ hybrid }) =>
      cacheOver({ mode: "hybrid", backend: hybrid, environment }),
    ) as [Cache, Cache];
    const spaces = [here, there].map((cache) => cache.namespace<number>("n")) as [
      Namespace<number>,
      Namespace<number>,
    ];
    await world.connect();
    await spaces[0].set("k", 1, { tags: ["t"] });
    expect(await spaces[1].get("k")).toBe(1);
    a.cut();
    await world.openBreaker(a);
    expect((await failure(here.invalidateTags(["t"]))).code).toBe("NOT_SHARED");
    expect(await here.invalidateTags(["t"], { acceptQueued: true })).toBe("queued");
    expect(await spaces[0].get("k")).toBeUndefined();
    expect(await spaces[1].get("k")).toBe(1);
    a.mend();
    await world.pass(2000);
    expect(await spaces[1].get("k")).toBeUndefined();
    expect(await spaces[0].get("k")).toBeUndefined();
    await world.close();
  });

  it("keep no growing set: one small record a tag, however many entries", async () => {
    const clock = new VirtualClock();
    const backend = new MemoryBackend({ environment: clock.environment });
    const space = cacheOver({ backend, environment: clock.environment }).namespace<number>("n");
    for (let index = 0; index < 100; index += 1) {
      await space.set(`${index}`, index, { tags: ["t"] });
    }
    expect(backend.stats().entries).toBe(100);
    for (let turn = 0; turn < 10; turn += 1) await space.invalidateTag("t");
    expect(backend.stats().entries).toBe(101);
  });

  it("survive the loss of their record, and more tags than are remembered", async () => {
    const clock = new VirtualClock();
    const { environment } = clock;
    const backend = new MemoryBackend({ environment, maxEntries: 50_000 });
    const space = cacheOver({ backend, environment }).namespace<number>("n");
    await space.set("k", 1, { tags: ["first"] });
    await space.set("kept", 1);
    await space.invalidateTag("first");
    for (let index = 0; index < 10_000; index += 1) await space.invalidateTag(`${index}`);
    await backend.clearPrefix("%tag:");
    expect(await space.get("k")).toBeUndefined();
    expect(await space.get("kept")).toBe(1);
    await space.set("k", 2, { tags: ["first"] });
    expect(await space.get("k")).toBe(2);
  });

  it("outlive their entries: a tagged entry lives for maxLifeMs at most, whoever touches it", async () => {
    const clock = new VirtualClock();
    const { environment } = clock;
    const backend = new MemoryBackend({ environment });
    const tags = { maxLifeMs: 10_000 };
    const space = cacheOver({ backend, environment, tags }).namespace<number>("n");
    await space.set("k", 1, { tags: ["t"] });
    expect((await space.getWithMeta("k")).ttlMs).toBe(10_000);
    clock.advance(9000);
    expect(await space.touch("k", 60_000)).toBe(true);
    expect(await space.get("k")).toBe(1);
    clock.advance(1001);
    expect(await space.get("k")).toBeUndefined();
  });

  it("ask Redis each time where no channel would tell of them", async () => {
    const world = new World();
    const { environment } = world.clock;
    const of = () =>
      cacheOver({
        mode: "hybrid",
        backend: world.replica({ invalidation: undefined }).hybrid,
        environment,
      }).namespace<number>("n");
    const [a, b] = [of(), of()];
    await world.connect();
    await a.set("k", 1, { tags: ["t"] });
    expect(await b.get("k")).toBe(1);
    await world.pass(50);
    await a.invalidateTag("t");
    expect(await b.get("k")).toBeUndefined();
    await world.close();
  });

  it("are refused their options where they are wrong, and entries without stamps", async () => {
    const backend = new MemoryBackend();
    const make = (tags: object) => () => cacheOver({ backend, tags });
    expect(make({ maxLifeMs: 1 })).toThrow(/maxLifeMs/);
    expect(make({ clockSkewMs: -1 })).toThrow(/clockSkewMs/);
    expect(make({ life: 1 })).toThrow(/unknown option "life"/);
    const space = cacheOver({ backend }).namespace<number>("n");
    const set = (tags: unknown) => failure(space.set("k", 1, { tags: tags as string[] }));
    expect(await set(["\ud800"])).toBeInstanceOf(TypeError);
    expect(await set("t")).toBeInstanceOf(TypeError);
    expect(bytes("").length).toBe(0);
  });
});
