// The proxy on a port, between our client and a real server; and its recordings behind a port.

import { createClient } from "@respite/resp";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  availableServer,
  noteServer,
  type RedisServer,
  serverOnPath,
  startRedis,
} from "../../../../../test/harness/index.ts";
import { parseRecording, type ProxyFault, replayScript } from "../../../src/testing/index.ts";
import { recordingProxy, scriptedServer } from "../../../src/testing/node/index.ts";

const found = serverOnPath();
const reason = found === undefined ? " (skipped: no redis-server or valkey-server on PATH)" : "";
const present = availableServer() !== undefined;

describe.skipIf(!present)(`proxy in front of a real server${reason}`, () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis({ acl: ["user default on >hunter2 ~* &* +@all"] });
  });
  afterAll(async () => {
    await redis[Symbol.asyncDispose]();
  });
  beforeEach((context) => {
    if (found !== undefined) noteServer(context, found);
  });

  it.each([2, 3] as const)(
    "RESP%i: records our client, and plays it back to it",
    async (protocol) => {
      const settings = { protocol, password: "hunter2", clientName: "recorded" };
      const work = async ({ host, port }: { host: string; port: number }): Promise<unknown[]> => {
        const client = createClient({ host, port, ...settings });
        await client.call(["DEL", "k", "n", "h"]);
        const results = [
          await client.set("k", "value"),
          await client.get("k"),
          await client.get("k", { strings: "bytes" }),
          await Promise.all([
            client.incr("n"),
            client.incr("n"),
            client.call(["HSET", "h", "f", "v"]),
          ]),
          await client.call(["HGETALL", "h"]),
          await client.call(["LPUSH", "k", "x"]).catch((error: unknown) => String(error)),
        ];
        await client.close();
        return results;
      };
      const proxy = await recordingProxy({ upstream: redis });
      const live = await work(proxy);
      await expect.poll(() => proxy.recording.events.at(-1)?.kind).toBe("close");
      const text = proxy.toText();
      await proxy.close();
      expect(live[1]).toBe("value");
      expect(text).not.toContain("hunter2");
      const server = await scriptedServer(replayScript(parseRecording(text)));
      expect(await work(server)).toEqual(live);
      await server.close();
    },
  );

  it("messages go through, and a subscriber's are recorded as pushes", async () => {
    const proxy = await recordingProxy({ upstream: redis });
    const client = createClient({ host: proxy.host, port: proxy.port, password: "hunter2" });
    const subscription = await client.subscribe("news");
    await client.publish("news", "hello");
    for await (const { message } of subscription) {
      expect(message).toBe("hello");
      break;
    }
    await client.close();
    expect(proxy.recording.events.filter(({ kind }) => kind === "push")).toHaveLength(1);
    await proxy.close();
  });

  it.each([
    [{ kind: "split", after: [1, 5, 6], pauseMs: 1 }, "value"],
    [{ kind: "trickle", bytes: 1 }, "value"],
    [{ kind: "delay", ms: 20 }, "value"],
    [{ kind: "drop" }, /TIMEOUT/],
    [{ kind: "lose" }, /TIMEOUT/],
    [{ kind: "late", ms: 5000 }, /TIMEOUT/],
    [{ kind: "garbage" }, /PROTOCOL_ERROR/],
  ] as const satisfies readonly (readonly [ProxyFault, string | RegExp])[])(
    "our client under %j",
    async (fault, expected) => {
      const proxy = await recordingProxy({
        upstream: redis,
        faults: ({ name }) => (name === "GET" ? fault : undefined),
      });
      const client = createClient({
        host: proxy.host,
        port: proxy.port,
        password: "hunter2",
        commandTimeoutMs: 500,
      });
      await client.set("k", "value");
      const result = await client.get("k").catch((error: { code: string }) => error.code);
      expect(result).toEqual(
        typeof expected === "string" ? expected : expect.stringMatching(expected),
      );
      client.destroy();
      await proxy.close();
    },
  );

  it("a connection cut once is one more connection, and a read is sent again", async () => {
    let cuts = 0;
    const proxy = await recordingProxy({
      upstream: { host: redis.host, port: redis.port },
      faults: ({ name }) => {
        if (name !== "GET" || cuts > 0) return undefined;
        cuts += 1;
        return { kind: "cut", afterBytes: 3 };
      },
    });
    const client = createClient({ host: proxy.host, port: proxy.port, password: "hunter2" });
    await client.set("k", "value");
    expect(await client.get("k")).toBe("value");
    const { events } = proxy.recording;
    expect(events.filter(({ kind }) => kind === "open")).toHaveLength(2);
    expect(events.filter((event) => event.kind === "close" && event.by === "fault")).toHaveLength(
      1,
    );
    await client.close();
    await proxy.close();
  });

  it("a server that is not there is a connection that ends", async () => {
    const proxy = await recordingProxy({ upstream: { path: "/nonexistent/socket" } });
    const client = createClient({ host: proxy.host, port: proxy.port, commandTimeoutMs: 200 });
    await expect(client.get("k")).rejects.toMatchObject({ name: "RespError" });
    client.destroy();
    await proxy.close();
  });
});
