// MONITOR, wherever a server has it.

import { createClient, type MonitorEntry } from "@respite/resp";
import { describe, expect, it } from "vitest";
import { availableServer, noteServer, serverOnPath, startRedis } from "../../harness/index.ts";

describe.runIf(availableServer() !== undefined).each([2, 3] as const)(
  "MONITOR, RESP%i",
  (protocol) => {
    it("shows every command, with bytes as they were", async (context) => {
      noteServer(context, { name: "redis-server", version: serverOnPath()?.version ?? "unknown" });
      await using server = await startRedis();
      await using client = createClient({ url: server.url, protocol });
      const monitor = await client.monitor();
      expect(client.stats().connections.monitors).toBe(1);
      const value = 'a "quoted" \\ word\r\n';
      await client.set("k", value);
      await client.set("bytes", Uint8Array.from([0, 7, 8, 9, 127, 255]));
      await client.eval("return redis.call('get', KEYS[1])", { keys: ["k"] });
      const seen: MonitorEntry[] = [];
      for await (const entry of monitor) {
        if (/^(set|get|eval)$/i.test(entry.args[0] ?? "")) seen.push(entry);
        if (seen.length === 4) break;
      }
      expect(seen.map(({ args }) => args.slice(1))).toEqual([
        ["k", value],
        ["bytes", "\0\u0007\b\t\u007F\u00FF"],
        ["return redis.call('get', KEYS[1])", "1", "k"],
        ["k"],
      ]);
      expect(seen[3]).toMatchObject({ source: "lua", db: 0 });
      expect(seen[0]?.source).toMatch(/^127\.0\.0\.1:\d+$/);
      expect(Math.abs(Date.now() - (seen[0]?.timeMs ?? 0))).toBeLessThan(60_000);
      expect(client.stats().connections.monitors).toBe(0);
    });

    it("ends with an error when its connection is lost, and quietly when closed", async (context) => {
      noteServer(context, { name: "redis-server", version: serverOnPath()?.version ?? "unknown" });
      await using server = await startRedis();
      await using client = createClient({ url: server.url, protocol });
      const lost = await client.monitor();
      const closed = await client.monitor();
      await closed.close();
      await closed.close();
      expect(await closed[Symbol.asyncIterator]().next()).toMatchObject({ done: true });
      await server.kill();
      const reading = (async () => {
        for await (const _entry of lost);
      })();
      await expect(reading).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
    });

    it("ends with QUEUE_FULL where nobody reads, and at a signal", async (context) => {
      noteServer(context, { name: "redis-server", version: serverOnPath()?.version ?? "unknown" });
      await using server = await startRedis();
      await using client = createClient({ url: server.url, protocol });
      const slow = await client.monitor({ maxBuffered: 1 });
      const controller = new AbortController();
      const lines: string[] = [];
      await client.monitor({
        signal: controller.signal,
        onLine: ({ args }) => lines.push(args.join(" ")),
      });
      await client.ping();
      await client.ping();
      await expect.poll(() => client.stats().connections.monitors).toBe(1);
      const reading = (async () => {
        for await (const _entry of slow);
      })();
      await expect(reading).rejects.toMatchObject({ code: "QUEUE_FULL" });
      await expect.poll(() => lines.filter((line) => /ping/i.test(line)).length).toBe(2);
      controller.abort();
      await expect.poll(() => client.stats().connections.monitors).toBe(0);
    });
  },
);
