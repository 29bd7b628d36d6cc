// Client-side caching by CLIENT TRACKING: what is heard, when, and what a caching reader makes of it.

import {
  CachingReader,
  type Client,
  createClient,
  get,
  mget,
  type SessionState,
  set,
} from "@respite/resp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ServerUnderTest, serversUnderTest } from "../../harness/index.ts";

const cases = serversUnderTest().flatMap((kind) =>
  ([2, 3] as const).map((protocol) => ({ name: kind.name, kind, protocol })),
);

describe.each(cases)("tracking, $name, RESP$protocol", ({ name, kind, protocol }) => {
  let server: ServerUnderTest;
  let client: Client;
  let other: Client;

  beforeEach(async (context) => {
    server = await kind.start({}, context);
    client = createClient({ url: server.url, protocol });
    other = createClient({ url: server.url, protocol });
  });

  afterEach(async () => {
    await client.close();
    await other.close();
    await server[Symbol.asyncDispose]();
  });

  it("broadcast: every key with the prefix, and no other", async () => {
    const heard: unknown[] = [];
    const session = await client.track({
      prefixes: ["user:"],
      onInvalidate: (keys) => heard.push(keys),
    });
    expect(client.stats().connections.trackers).toBe(1);
    await other.set("other:1", "v");
    await other.set("user:1", "v");
    await expect.poll(() => heard).toEqual([["user:1"]]);
    await other.call(["FLUSHALL"]);
    await expect.poll(() => heard.at(-1)).toBeNull();
    await session.close();
    await session.close();
    expect(client.stats().connections.trackers).toBe(0);
  });

  it("default: what the session has read, once", async () => {
    const heard: unknown[] = [];
    const session = await client.track({
      mode: "default",
      onInvalidate: (keys) => heard.push(keys),
    });
    expect(client.stats().connections.trackers).toBe(2);
    await other.set("k", "1");
    expect(await session.run(get("k"))).toBe("1");
    expect(await session.call(["GET", "unchanged"])).toBeNull();
    await other.set("never read", "1");
    await other.set("k", "2");
    await expect.poll(() => heard).toEqual([["k"]]);
    await other.set("k", "3");
    expect(await session.run(get("k"))).toBe("3");
    await other.del("k");
    await expect.poll(() => heard).toEqual([["k"], ["k"]]);
    await session.close();
    await expect(session.run(get("k"))).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
  });

  it("default: own changes are told, and with noLoop they are not", async () => {
    const told: unknown[] = [];
    const untold: unknown[] = [];
    const one = await client.track({ mode: "default", onInvalidate: (keys) => told.push(keys) });
    const two = await client.track({
      mode: "default",
      noLoop: true,
      onInvalidate: (keys) => untold.push(keys),
    });
    await one.run(get("one"));
    await one.run(set("one", "1"));
    await expect.poll(() => told).toEqual([["one"]]);
    await two.run(get("two"));
    await two.run(set("two", "1"));
    await two.run(get("marker"));
    await other.set("marker", "1");
    await expect.poll(() => untold).toEqual([["marker"]]);
  });

  it("refuses what would hold or change the tracked connection", async () => {
    const session = await client.track({ mode: "default", onInvalidate: () => {} });
    for (const args of [["BLPOP", "k", "1"], ["SELECT", "1"], ["MULTI"]])
      await expect(session.call(args)).rejects.toMatchObject({ code: "UNSUPPORTED" });
  });

  it("a caching reader answers from memory until the key changes", async () => {
    const reader = await client.cachingReader();
    await other.set("k", "1");
    expect(await reader.get("k")).toBe("1");
    expect(await reader.get("k")).toBe("1");
    expect(await reader.read(mget(["k", "absent"]))).toEqual(["1", null]);
    expect(await reader.read(mget(["k", "absent"]))).toEqual(["1", null]);
    expect(reader.stats()).toMatchObject({ hits: 2, misses: 2, entries: 2 });
    await other.set("k", "2");
    await expect.poll(() => reader.get("k")).toBe("2");
    expect(await reader.read(mget(["k", "absent"]))).toEqual(["2", null]);
    expect(reader.stats().invalidations).toBeGreaterThan(0);
    expect(await reader.read(set("k", "3"))).toBe("OK");
    await expect.poll(() => reader.get("k")).toBe("3");
    await reader.close();
    expect(await reader.get("k")).toBe("3");
  });

  it("a caching reader keeps no more than maxEntries, and nothing that failed", async () => {
    const reader: CachingReader = await client.cachingReader({ maxEntries: 2 });
    for (const key of ["a", "b", "a", "c", "a"]) await reader.get(key);
    expect(reader.stats()).toMatchObject({ entries: 2, misses: 3, hits: 2 });
    await other.call(["LPUSH", "list", "1"]);
    await expect(reader.get("list")).rejects.toMatchObject({ kind: "WRONGTYPE" });
    await expect(reader.get("list")).rejects.toMatchObject({ kind: "WRONGTYPE" });
    await other.del("list");
    expect(await reader.get("list")).toBeNull();
    await expect(client.cachingReader({ maxEntries: 0 })).rejects.toThrow(RangeError);
  });

  it("a crash forgets everything, and what is read afterwards is tracked again", async () => {
    const states: SessionState[] = [];
    const reader = await client.cachingReader({ onState: (state) => states.push(state) });
    await other.set("k", "before");
    expect(await reader.get("k")).toBe("before");
    await server.kill();
    await expect.poll(() => states).toEqual(["up", "down"]);
    expect(reader.stats().entries).toBe(0);
    await server.restart();
    await expect.poll(() => states, { timeout: 10_000 }).toEqual(["up", "down", "up"]);
    expect(await reader.get("k")).toBeNull();
    await other.set("k", "after");
    await expect.poll(() => reader.get("k")).toBe("after");
  });

  it.runIf(name !== "embedded")("either connection killed: down, then up again", async () => {
    const states: SessionState[] = [];
    const heard: unknown[] = [];
    const session = await client.track({
      mode: "default",
      onState: (state) => states.push(state),
      onInvalidate: (keys) => heard.push(keys),
    });
    // The tracked connection and the listening one, by the server's own account.
    const pair = async (): Promise<[tracked: string, listening: string]> => {
      const list = await other.call<string>(["CLIENT", "LIST"]);
      const [, tracked = "", listening = ""] = /id=(\d+) .* redir=(\d+)/.exec(list) ?? [];
      return [tracked, listening];
    };
    for (const which of [0, 1] as const) {
      const before = states.length;
      const id = (await pair())[which];
      await other.call(["CLIENT", "KILL", "ID", id]);
      await expect.poll(() => states.slice(before), { timeout: 10_000 }).toEqual(["down", "up"]);
      await session.run(get("k"));
      heard.length = 0;
      await other.set("k", id);
      await expect.poll(() => heard).toEqual([["k"]]);
    }
  });
});
