// Every typed command, on every server, under both protocols and in both modes, with the same results.

import { type Client, createClient, get, incr, set } from "@respite/resp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ServerUnderTest } from "../../harness/index.ts";
import { combinations } from "./combinations.ts";

describe.each(combinations())("$name, RESP$options.protocol, $lane", ({ kind, options }) => {
  let server: ServerUnderTest;
  let client: Client;

  beforeEach(async (context) => {
    server = await kind.start({}, context);
    client = createClient({ url: server.url, ...options });
  });

  afterEach(async () => {
    await client.close();
    await server[Symbol.asyncDispose]();
  });

  it("stores and reads strings, in text and in bytes", async () => {
    expect(await client.set("k", "grün ✓")).toBe("OK");
    expect(await client.get("k")).toBe("grün ✓");
    expect(await client.get("k", { strings: "bytes" })).toEqual(new TextEncoder().encode("grün ✓"));
    const binary = Uint8Array.from({ length: 256 }, (_, index) => index);
    await client.set("binary", binary);
    expect(await client.get("binary", { strings: "bytes" })).toEqual(binary);
    expect(await client.get("absent")).toBeNull();
    expect(await client.mget(["k", "absent", "k"])).toEqual(["grün ✓", null, "grün ✓"]);
  });

  it("stores under conditions", async () => {
    expect(await client.set("k", "1", { nx: true })).toBe("OK");
    expect(await client.set("k", "2", { nx: true })).toBeNull();
    expect(await client.set("k", "3", { xx: true })).toBe("OK");
    expect(await client.set("absent", "3", { xx: true })).toBeNull();
  });

  it("stores for a time, in seconds and milliseconds", async () => {
    await client.setex("a", 10, "v");
    await client.psetex("b", 1999, "v");
    await client.set("c", "v", { px: 1500 });
    await client.set("d", "v");
    expect(await client.pttl("a")).toBeGreaterThan(9000);
    expect(await client.pttl("b")).toBeGreaterThan(1000);
    expect(await client.pttl("b")).toBeLessThanOrEqual(1999);
    expect(await client.pttl("c")).toBeLessThanOrEqual(1500);
    expect(await client.pttl("d")).toBe(-1);
    expect(await client.pttl("absent")).toBe(-2);
    expect(await client.pexpire("d", 5000)).toBe(true);
    expect(await client.pttl("d")).toBeGreaterThan(1000);
    await client.psetex("short", 30, "v");
    await expect.poll(() => client.get("short")).toBeNull();
  });

  it("counts, exactly beyond 2^53", async () => {
    expect(await client.incr("n")).toBe(1);
    expect(await client.incrby("n", 41)).toBe(42);
    await client.set("big", "9007199254740992");
    expect(await client.incr("big")).toBe(9_007_199_254_740_993n);
  });

  it("removes and counts keys", async () => {
    await client.set("a", "1");
    await client.set("b", "1");
    expect(await client.exists(["a", "b", "a", "absent"])).toBe(3);
    expect(await client.del(["a", "absent"])).toBe(1);
    expect(await client.unlink("b")).toBe(1);
    expect(await client.exists("a")).toBe(0);
  });

  it("scans all keys of a pattern and no other", async () => {
    const keys = Array.from({ length: 250 }, (_, index) => `wanted:${index}`);
    await client.batch([...keys.map((key) => set(key, "v")), set("other", "v")]);
    const found = new Set<string>();
    for await (const page of client.scan({ match: "wanted:*", count: 20 })) {
      for (const key of page) found.add(key);
    }
    expect([...found].toSorted()).toEqual(keys.toSorted());
  });

  it("answers PING, INFO and anything else by call()", async () => {
    expect(await client.ping()).toBe("PONG");
    expect(await client.info("server")).toContain("redis_version:");
    expect(await client.call(["ECHO", "hello"])).toBe("hello");
    await client.call(["HSET", "h", "f", "v"]);
    const hash = await client.call(["HGETALL", "h"]);
    expect(hash instanceof Map ? [...hash].flat() : hash).toEqual(["f", "v"]);
  });

  it("runs a batch in one go, each error at its own place", async () => {
    await client.call(["LPUSH", "list", "x"]);
    const [ok, wrong, count] = await client.batch([set("k", "v"), get("list"), incr("n")]);
    expect(ok).toBe("OK");
    expect(wrong).toMatchObject({ kind: "WRONGTYPE" });
    expect(count).toBe(1);
  });

  it("runs a transaction", async () => {
    expect(await client.transaction([set("k", "1"), incr("k"), get("k")])).toEqual(["OK", 2, "2"]);
  });

  it("sees a watched key change", async () => {
    await client.set("k", "1");
    const outcome = await client.lease(async (lease) => {
      await lease.call(["WATCH", "k"]);
      await client.set("k", "2");
      await lease.call(["MULTI"]);
      await lease.call(["SET", "k", "3"]);
      return await lease.call(["EXEC"]);
    });
    expect(outcome).toBeNull();
    expect(await client.get("k")).toBe("2");
  });

  it("blocks on a connection of its own while others go on", async () => {
    const blocked = client.call(["BLPOP", "queue", 5]);
    expect(await client.ping()).toBe("PONG");
    await expect
      .poll(async () => (await client.call<string>(["CLIENT", "LIST"])).includes("blpop"))
      .toBe(true);
    await client.call(["RPUSH", "queue", "job"]);
    expect(await blocked).toEqual(["queue", "job"]);
  });

  it("delivers messages to subscribers, by channel and by pattern", async () => {
    const news = await client.subscribe(["news", "sport"]);
    const all = await client.psubscribe("n*");
    expect(await client.publish("news", "first")).toBe(2);
    expect(await client.publish("sport", "second")).toBe(1);
    const read = async (source: AsyncIterable<unknown>, count: number): Promise<unknown[]> => {
      const messages: unknown[] = [];
      for await (const message of source) {
        messages.push(message);
        if (messages.length === count) break;
      }
      return messages;
    };
    expect(await read(news, 2)).toEqual([
      { channel: "news", message: "first" },
      { channel: "sport", message: "second" },
    ]);
    expect(await read(all, 1)).toEqual([{ pattern: "n*", channel: "news", message: "first" }]);
    await expect.poll(() => client.publish("news", "nobody")).toBe(0);
  });

  it("tells of keys that change under a prefix", async () => {
    const told: unknown[] = [];
    const session = await client.track({
      prefixes: ["watched:"],
      onInvalidate: (keys) => told.push(keys),
      onState: (state) => told.push(state),
    });
    await client.set("watched:a", "1");
    await expect.poll(() => told).toEqual(["up", ["watched:a"]]);
    await client.set("other", "1");
    await client.call(["FLUSHALL"]);
    await expect.poll(() => told.at(-1)).toBeNull();
    expect(told).not.toContainEqual(["other"]);
    await session.close();
    expect(told.at(-1)).toBe("down");
  });

  it("comes back after the server was killed, subscriptions included", async () => {
    const messages: string[] = [];
    const states: string[] = [];
    await client.subscribe("c", {
      onMessage: ({ message }) => messages.push(message),
      onState: (state) => states.push(state),
    });
    await client.set("k", "v");
    await server.kill();
    const during = client.get("k");
    await server.restart();
    expect(await during).toBeNull();
    await expect.poll(() => states, { timeout: 5000 }).toEqual(["up", "down", "up"]);
    await client.publish("c", "again");
    await expect.poll(() => messages).toEqual(["again"]);
  });
});
