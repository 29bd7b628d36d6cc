// The published suite must fail where a backend is wrong: each defect below, planted in a good
// backend, is found by the clause it breaks.

import { describe, expect, it } from "vitest";
import type { CacheBackend, CacheEntry } from "../../src/backend.ts";
import { MemoryBackend } from "../../src/memory/index.ts";
import { backendCases } from "../../src/testing/index.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

type Defect = (good: MemoryBackend) => Partial<CacheBackend>;

/** Names of the clauses that fail on a memory backend with some operations replaced. */
async function failuresOf(defect: Defect): Promise<string[]> {
  const cases = backendCases(async () => {
    const clock = new VirtualClock();
    const good = new MemoryBackend({ environment: clock.environment });
    const replaced = defect(good);
    const backend = new Proxy<CacheBackend>(good, {
      get(target, name) {
        const value = (Reflect.get(replaced, name) ?? Reflect.get(target, name)) as unknown;
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    const neighbour = new MemoryBackend({ environment: clock.environment });
    const advance = (ms: number): void => clock.advance(ms);
    return { backend, neighbour, advance, outcome: "local", close: () => good.close() };
  });
  const failures = await Promise.all(
    cases.map(({ name, run }) =>
      run().then(
        () => [],
        () => [name],
      ),
    ),
  );
  return failures.flat();
}

const shared: CacheEntry = { value: Uint8Array.of(1), ttlMs: undefined };
const never = undefined as never;

const defects: [what: string, clause: RegExp, defect: Defect][] = [
  ["shares its bytes", /copied out/, () => ({ get: async () => shared })],
  [
    "forgets lives",
    /gone when its life is over/,
    (good) => ({ set: (k, v, o) => good.set(k, v, { ...o, ttlMs: undefined }) }),
  ],
  [
    "rounds lives to seconds",
    /what is left of its life/,
    (good) => ({
      set: (k, v, o) =>
        good.set(k, v, {
          ...o,
          ttlMs: o?.ttlMs === undefined ? undefined : Math.floor(o.ttlMs / 1000) * 1000,
        }),
    }),
  ],
  [
    "has setIfAbsent check, then set",
    /exactly one stores/,
    (good) => ({
      setIfAbsent: async (k, v, o) => {
        if (await good.exists(k)) return false;
        await good.set(k, v, o);
        return true;
      },
    }),
  ],
  [
    "leaves no tombstones",
    /tombstone keeps older writes out/,
    (good) => ({ delete: (k) => good.delete(k) }),
  ],
  [
    "applies older writes",
    /superseded by what is as new/,
    (good) => ({
      setIfNewer: async (write) => {
        await good.set(write.key, write.value ?? never, write);
        return "applied";
      },
    }),
  ],
  [
    "compares stamps by time alone",
    /counter, then replica/,
    (good) => ({
      setIfNewer: (write, o) =>
        good.setIfNewer({ ...write, stamp: { ...write.stamp, counter: 0, replica: 0 } }, o),
    }),
  ],
  ["does not clear", /clear removes everything/, () => ({ clear: async () => {} })],
  ["swallows the closing", /rejects with CLOSED/, () => ({ close: async () => {} })],
  ["ignores signals", /fired signal/, (good) => ({ get: (k) => good.get(k) })],
  [
    "says nothing of hits",
    /stats count/,
    (good) => ({ stats: () => ({ ...good.stats(), hits: 0 }) }),
  ],
  [
    "mixes up getMany",
    /answers in order/,
    (good) => ({ getMany: async (keys) => (await good.getMany(keys)).toReversed() }),
  ],
  [
    "fails setMany as a whole",
    /one outcome per entry/,
    (good) => ({
      setMany: async (entries) =>
        Promise.all(entries.map(({ key, value, ...o }) => good.set(key, value, o))),
    }),
  ],
  [
    "takes an empty value for a miss",
    /may be empty/,
    (good) => ({
      get: async (k) => {
        const entry = await good.get(k);
        return entry?.value.length === 0 ? undefined : entry;
      },
    }),
  ],
];

describe("the contract suite", () => {
  it("passes on a good backend", async () => {
    expect(await failuresOf(() => ({}))).toEqual([]);
  });

  it.each(defects)("finds a backend that %s", async (_, clause, defect) => {
    expect((await failuresOf(defect)).join("\n")).toMatch(clause);
  });

  it("leaves out the cases on stamps where asked", () => {
    const make = (): Promise<never> => Promise.reject(new Error("not run"));
    const names = backendCases(make, { stamps: false }).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(20);
    expect(names.join("\n")).not.toMatch(/setIfNewer|tombstone/);
  });
});
