// MemoryBackend: the contract suite on a virtual clock, and what is its own.

import { describe, expect, it } from "vitest";
import { MemoryBackend } from "../../src/memory/index.ts";
import { backendCases } from "../../src/testing/index.ts";
import { namedCases } from "../support/named-cases.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

async function collect(keys: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const key of keys) all.push(key);
  return all;
}

describe("the contract", () => {
  const cases = backendCases(() => {
    const clock = new VirtualClock();
    const { environment } = clock;
    const backend = new MemoryBackend({ environment });
    return Promise.resolve({
      backend,
      neighbour: new MemoryBackend({ environment }),
      outcome: "local",
      advance: (ms: number) => clock.advance(ms),
      close: () => backend.close(),
    });
  });
  it.each(namedCases(cases))("%s", (_, run) => run());
});

describe("MemoryBackend", () => {
  it("M1: keeps no reference to a Buffer, whose slice would share its memory", async () => {
    const backend = new MemoryBackend();
    const buffer = Buffer.from("before");
    await backend.set("k", buffer);
    buffer.fill("x");
    const entry = backend.peek("k");
    expect(entry?.value).toEqual(ascii("before"));
    expect(entry?.value).not.toBeInstanceOf(Buffer);
  });

  it("M2: a negative life never stores", async () => {
    const backend = new MemoryBackend();
    await backend.set("k", ascii("v"), { ttlMs: -1 });
    expect(backend.peek("k")).toBeUndefined();
    expect(backend.stats().entries).toBe(0);
  });

  it("M3: overwriting at capacity evicts nothing", async () => {
    const backend = new MemoryBackend({ maxEntries: 3 });
    for (const key of ["a", "b", "c"]) await backend.set(key, ascii(key));
    for (const key of ["a", "b", "c", "a"]) await backend.set(key, ascii(`${key}2`));
    expect(backend.stats()).toMatchObject({ entries: 3, evictions: 0 });
    for (const key of ["a", "b", "c"]) expect(backend.peek(key)?.value).toEqual(ascii(`${key}2`));
  });

  it("U2: reading a key again and again makes no second entry of it", async () => {
    const backend = new MemoryBackend({ maxEntries: 3 });
    for (const key of ["a", "b", "c"]) await backend.set(key, ascii(key));
    const { bytes } = backend.stats();
    for (let reads = 0; reads < 5; reads += 1) await backend.get("a");
    expect(backend.stats()).toMatchObject({ entries: 3, bytes, evictions: 0 });
    await backend.set("d", ascii("d"));
    expect(backend.stats()).toMatchObject({ entries: 3, evictions: 1 });
    await backend.delete("a");
    expect(await backend.get("a")).toBeUndefined();
    expect(backend.stats().entries).toBe(2);
  });

  it("peek says at once what get says later", async () => {
    const clock = new VirtualClock();
    const backend = new MemoryBackend({ environment: clock.environment });
    await backend.set("k", ascii("v"), { ttlMs: 100 });
    clock.advance(40);
    expect(backend.peek("k")).toEqual(await backend.get("k"));
    expect(backend.peek("k")?.ttlMs).toBe(60);
    clock.advance(60);
    expect(backend.peek("k")).toBeUndefined();
    await backend.close();
    expect(() => backend.peek("k")).toThrow(expect.objectContaining({ code: "CLOSED" }));
  });

  it("stays within maxBytes, and counts what had to go", async () => {
    const backend = new MemoryBackend({ maxBytes: 100_000 });
    for (let index = 0; index < 200; index += 1)
      await backend.set(`k${index}`, new Uint8Array(2000));
    const { bytes, entries, evictions } = backend.stats();
    expect(bytes).toBeLessThanOrEqual(100_000);
    expect(entries).toBeGreaterThan(30);
    expect(evictions).toBe(200 - (entries ?? 0));
  });

  it("refuses a value larger than itself with TOO_LARGE, and serves no older one in its place", async () => {
    const backend = new MemoryBackend({ maxBytes: 1000 });
    await backend.set("k", ascii("old"));
    await backend.set("other", ascii("v"));
    await expect(backend.set("k", new Uint8Array(1001))).rejects.toMatchObject({
      code: "TOO_LARGE",
    });
    const [outcome] = await backend.setMany([{ key: "k", value: new Uint8Array(1001) }]);
    expect(outcome).toMatchObject({ code: "TOO_LARGE" });
    expect(backend.peek("k")).toBeUndefined();
    expect(backend.peek("other")).toBeDefined();
  });

  it("clears and lists by prefix", async () => {
    const backend = new MemoryBackend();
    for (const key of ["users:1", "users:2", "usersAbc:1"]) await backend.set(key, ascii("v"));
    await backend.delete("users:2", { stamp: { timeMs: 1, counter: 0, replica: 0 } });
    expect((await collect(backend.keys("users:"))).toSorted()).toEqual(["users:1"]);
    await backend.clearPrefix("users:");
    expect(await collect(backend.keys())).toEqual(["usersAbc:1"]);
  });

  it.each([
    [{ maxEntries: 0 }, RangeError, /maxEntries.*got 0/],
    [{ maxEntries: "1" as never }, TypeError, /maxEntries.*got "1"/],
    [{ maxBytes: 1.5 }, RangeError, /maxBytes.*got 1.5/],
    [{ maxKeys: 1 } as never, TypeError, /unknown option "maxKeys"/],
  ])("refuses %o", (options, kind, message) => {
    expect(() => new MemoryBackend(options)).toThrow(kind);
    expect(() => new MemoryBackend(options)).toThrow(message);
  });

  it("sets no timer", async () => {
    const clock = new VirtualClock();
    const backend = new MemoryBackend({ environment: clock.environment });
    await backend.set("k", ascii("v"), { ttlMs: 10 });
    expect(clock.pending).toBe(0);
  });
});
