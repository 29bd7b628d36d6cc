// MemoryStore against a model: a plain map with deadlines that never evicts. The store may have lost
// an entry to eviction, but must never show another value, one that is over, or exceed its bounds.

import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryStore } from "../../src/memory/index.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

interface Value {
  readonly id: number;
  readonly bytes: number;
}

interface ModelEntry {
  readonly value: Value;
  readonly deadlineMs: number;
}

interface Bounds {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/** The store under test beside what a boundless one would hold. */
class Pair {
  readonly model = new Map<string, ModelEntry>();
  readonly removed: string[] = [];
  readonly bounds: Bounds;
  readonly #clock = new VirtualClock();
  readonly store: MemoryStore<Value>;
  nowMs = 0;
  #lastId = 0;

  constructor(bounds: Bounds, clockResolutionMs: number) {
    this.bounds = bounds;
    this.store = new MemoryStore<Value>({
      ...bounds,
      clockResolutionMs,
      environment: this.#clock.environment,
      sizeOf: (value) => value.bytes,
      onRemove: (key, value, reason) => {
        const known = this.model.get(key);
        assert.equal(known?.value, value);
        if (reason === "expired") assert.ok((known?.deadlineMs ?? Infinity) <= this.nowMs);
        this.removed.push(key);
        this.model.delete(key);
      },
    });
  }

  set(key: string, bytes: number, ttlMs: number | undefined): void {
    const before = new Set(this.model.keys());
    const { bytes: bytesBefore } = this.store;
    const known = this.store.peek(key);
    const value = { id: (this.#lastId += 1), bytes };
    this.removed.length = 0;
    const fits = bytes <= this.bounds.maxBytes;
    assert.equal(this.store.set(key, value, ttlMs), fits);
    if (!fits || (ttlMs !== undefined && ttlMs <= 0)) {
      this.model.delete(key);
      assert.equal(this.store.has(key), false);
      return;
    }
    assert.ok(known === undefined || !this.removed.includes(key));
    this.model.set(key, { value, deadlineMs: ttlMs === undefined ? Infinity : this.nowMs + ttlMs });
    assert.equal(this.store.peek(key), value);
    const grows = bytesBefore + bytes - (known?.bytes ?? 0) > this.bounds.maxBytes;
    // M3: an overwrite that fits evicts nobody; what left had expired.
    if (before.has(key) && known !== undefined && !grows)
      assert.equal(this.store.evictions, this.evictionsBefore);
    this.evictionsBefore = this.store.evictions;
  }

  evictionsBefore = 0;

  /** One look of one kind, so that none profits from what another has tidied up. */
  look(key: string, how: "get" | "peek" | "has" | "ttlMs" | "read"): void {
    const expected = this.#live(key);
    const leftMs = expected === undefined ? undefined : expected.deadlineMs - this.nowMs;
    const ttlMs = leftMs === Infinity ? undefined : leftMs;
    const answers = {
      get: expected?.value,
      peek: expected?.value,
      has: expected !== undefined,
      ttlMs,
      read: expected && { value: expected.value, ttlMs },
    };
    assert.deepEqual(this.store[how](key), answers[how]);
  }

  delete(key: string): void {
    const expected = this.#live(key) !== undefined;
    assert.equal(this.store.delete(key), expected);
    this.model.delete(key);
  }

  advance(ms: number): void {
    this.nowMs += ms;
    this.#clock.advance(ms);
  }

  prune(): void {
    this.store.prune();
    for (const key of this.model.keys()) assert.ok(this.#live(key) !== undefined);
    assert.deepEqual(new Set(this.store.keys()), new Set(this.model.keys()));
  }

  clear(): void {
    this.store.clear();
    this.model.clear();
  }

  check(): void {
    assert.ok(this.store.size <= this.bounds.maxEntries);
    assert.ok(this.store.bytes <= this.bounds.maxBytes);
    assert.equal(this.store.size, this.model.size);
    let bytes = 0;
    for (const entry of this.model.values()) bytes += entry.value.bytes;
    assert.equal(this.store.bytes, bytes);
  }

  #live(key: string): ModelEntry | undefined {
    const entry = this.model.get(key);
    return entry !== undefined && entry.deadlineMs > this.nowMs ? entry : undefined;
  }
}

const key = fc.integer({ min: 0, max: 24 }).map((number) => `k${number}`);
const look = fc.constantFrom("get", "peek", "has", "ttlMs", "read");
// Coarse, so that time often stands at the very end of a life.
const tens = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min, max }).map((count) => count * 10);
const ttl = fc.option(tens(-1, 5), { nil: undefined });

const step: fc.Arbitrary<(pair: Pair) => void> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(key, fc.integer({ min: 0, max: 40 }), ttl).map(
      ([k, bytes, ttlMs]) =>
        (pair: Pair) =>
          pair.set(k, bytes, ttlMs),
    ),
  },
  {
    weight: 6,
    arbitrary: fc.tuple(key, look).map(
      ([k, how]) =>
        (pair: Pair) =>
          pair.look(k, how),
    ),
  },
  { weight: 2, arbitrary: key.map((k) => (pair: Pair) => pair.delete(k)) },
  {
    weight: 2,
    arbitrary: tens(0, 3).map((ms) => (pair: Pair) => pair.advance(ms)),
  },
  { weight: 1, arbitrary: fc.constant((pair: Pair) => pair.prune()) },
  { weight: 1, arbitrary: fc.constant((pair: Pair) => pair.clear()) },
);

describe("MemoryStore, against a model", () => {
  it.each([0, 1])(
    "clockResolutionMs %i: never shows a wrong or expired value, never exceeds its bounds, and tells of each removal",
    (resolutionMs) => {
      const bounds = fc.record({
        maxEntries: fc.integer({ min: 1, max: 20 }),
        maxBytes: fc.integer({ min: 1, max: 200 }),
      });
      fc.assert(
        fc.property(bounds, fc.array(step, { maxLength: 120, size: "large" }), (limits, steps) => {
          const pair = new Pair(limits, resolutionMs);
          for (const take of steps) {
            take(pair);
            pair.check();
          }
        }),
        { numRuns: 300 },
      );
    },
  );
});

describe("MemoryStore", () => {
  const fill = (store: MemoryStore<number>, keys: Iterable<number>): void => {
    for (const number of keys) store.set(`k${number}`, number);
  };
  const range = (from: number, to: number): number[] =>
    Array.from({ length: to - from }, (_, index) => from + index);

  it("keeps what is read through a scan of keys that are read once", () => {
    const store = new MemoryStore<number>({ maxEntries: 100 });
    fill(store, range(0, 50));
    for (const round of [1, 2])
      for (const number of range(0, 50)) expect(store.get(`k${number}`), `${round}`).toBe(number);
    fill(store, range(1000, 3000));
    expect(range(0, 50).filter((number) => store.has(`k${number}`))).toHaveLength(50);
  });

  it("takes a key that comes back while remembered into the main queue at once", () => {
    const store = new MemoryStore<number>({ maxEntries: 100 });
    fill(store, range(0, 101));
    expect(store.has("k0")).toBe(false);
    store.set("k0", 0);
    fill(store, range(200, 350));
    expect(store.has("k0")).toBe(true);
  });

  it("forgets an eviction after twice its capacity of others", () => {
    const store = new MemoryStore<number>({ maxEntries: 100 });
    fill(store, range(0, 1000));
    store.set("k0", 0);
    fill(store, range(2000, 2100));
    expect(store.has("k0")).toBe(false);
  });

  it("lets go of expired entries by and by while others are written, without being asked for them", () => {
    const clock = new VirtualClock();
    const store = new MemoryStore<number>({ maxEntries: 10_000, environment: clock.environment });
    for (const number of range(0, 1000)) store.set(`old${number}`, number, 50);
    clock.advance(50);
    for (let write = 0; write < 1001; write += 1) store.set("new", write, 50);
    expect(store.size).toBe(1);
    expect(store.expirations).toBe(1000);
  });

  it("M4: holds a million entries, which sets that look through others would never have stored", () => {
    const store = new MemoryStore<number>({ maxEntries: 1_000_000 });
    fill(store, range(0, 1_000_000));
    expect(store.size).toBe(1_000_000);
    expect(store.get("k999999")).toBe(999_999);
    expect(store.evictions).toBe(0);
    store.set("one more", 1);
    expect(store.size).toBe(1_000_000);
    expect(store.evictions).toBe(1);
  });

  it("keeps names of Object.prototype apart", () => {
    const store = new MemoryStore<string>();
    expect(store.get("__proto__")).toBeUndefined();
    store.set("__proto__", "p");
    store.set("constructor", "c");
    expect([store.get("__proto__"), store.get("constructor"), store.get("toString")]).toEqual([
      "p",
      "c",
      undefined,
    ]);
  });

  it.each([-1, 0.5, Number.NaN, undefined as never])("refuses the size %o", (size) => {
    const store = new MemoryStore({ sizeOf: () => size });
    expect(() => store.set("k", "v")).toThrow(RangeError);
    expect(store.size).toBe(0);
  });

  it("needs sizeOf for maxBytes", () => {
    expect(() => new MemoryStore({ maxBytes: 10 })).toThrow(/maxBytes.*sizeOf/);
  });
});
