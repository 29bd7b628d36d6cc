// The SCAN family over many pages: complete, in text and in bytes, stopped in the middle.

import { type Client, createClient } from "@respite/resp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ServerUnderTest } from "../../harness/index.ts";
import { combinations } from "./combinations.ts";

const count = 1200;
const names = Array.from({ length: count }, (_, n) => `name:${n}`);

async function collect<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  let pageCount = 0;
  for await (const page of pages) {
    expect(page.length).toBeGreaterThan(0);
    all.push(...page);
    pageCount += 1;
  }
  expect(pageCount).toBeGreaterThan(2);
  return all;
}

describe.each(combinations())(
  "scanning, $name, RESP$options.protocol, $lane",
  ({ kind, options }) => {
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

    it("scan: every key, those of a pattern, those of a type", async () => {
      await client.mset(Object.fromEntries(names.map((name) => [name, 1])));
      await client.rpush("list", "v");
      const keys = await collect(client.scan({ count: 100 }));
      expect(new Set(keys)).toEqual(new Set([...names, "list"]));
      const some = await collect(client.scan({ match: "name:*7", count: 50 }));
      expect(new Set(some)).toEqual(new Set(names.filter((name) => name.endsWith("7"))));
      const lists: string[] = [];
      for await (const page of client.scan({ type: "list", count: 1000 })) lists.push(...page);
      expect(lists).toEqual(["list"]);
    });

    it("hscan, sscan and zscan: every element", async () => {
      await client.hset("hash", Object.fromEntries(names.map((name, n) => [name, n])));
      await client.sadd("set", names);
      await client.zadd("zset", Object.fromEntries(names.map((name, n) => [name, n / 2])));
      const fields = await collect(client.hscan("hash", { count: 100 }));
      expect(Object.fromEntries(fields)).toEqual(
        Object.fromEntries(names.map((name, n) => [name, String(n)])),
      );
      expect(new Set(await collect(client.sscan("set", { count: 100 })))).toEqual(new Set(names));
      const scored = await collect(client.zscan("zset", { count: 100 }));
      expect(new Map(scored.map(({ member, score }) => [member, score]))).toEqual(
        new Map(names.map((name, n) => [name, n / 2])),
      );
    });

    it("in bytes, also what is no text", async () => {
      const odd = Uint8Array.of(0xff, 0x00, 0x80);
      await client.hset("hash", new Map([[odd, odd]]));
      await client.sadd("set", odd);
      await client.zadd("zset", new Map([[odd, 1.5]]));
      await client.set(odd, "v");
      for await (const entries of client.hscan("hash", { strings: "bytes" })) {
        expect(entries).toEqual([[odd, odd]]);
      }
      for await (const members of client.sscan("set", { strings: "bytes" })) {
        expect(members).toEqual([odd]);
      }
      for await (const members of client.zscan("zset", { strings: "bytes" })) {
        expect(members).toEqual([{ member: odd, score: 1.5 }]);
      }
      const keys: Uint8Array[] = [];
      for await (const page of client.scan({ strings: "bytes", count: 100 })) keys.push(...page);
      expect(keys).toContainEqual(odd);
    });

    it("stops where the loop is left, and where its signal fires", async () => {
      await client.mset(Object.fromEntries(names.map((name) => [name, 1])));
      const before = client.stats().commands;
      for await (const page of client.scan({ count: 10 })) if (page.length > 0) break;
      expect(client.stats().commands).toBeLessThan(before + 10);
      const controller = new AbortController();
      const scanning = (async () => {
        for await (const page of client.scan({ count: 10, signal: controller.signal }))
          if (page.length > 0) controller.abort();
      })();
      await expect(scanning).rejects.toMatchObject({ code: "ABORTED" });
      expect(await client.ping()).toBe("PONG");
    });

    it("of what is not there is no page at all", async () => {
      const pages: unknown[] = [];
      for await (const page of client.hscan("absent")) pages.push(page);
      for await (const page of client.scan({ match: "absent:*" })) pages.push(page);
      expect(pages).toEqual([]);
    });
  },
);
