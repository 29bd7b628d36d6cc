// Messages on every server and both protocols: channels, patterns, shard channels, bytes; what becomes
// of them when connections are killed and servers crash.

import { type Client, createClient, type SessionState } from "@respite/resp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ServerUnderTest, serversUnderTest } from "../../harness/index.ts";

const cases = serversUnderTest().flatMap((kind) =>
  ([2, 3] as const).map((protocol) => ({ name: kind.name, kind, protocol })),
);

describe.each(cases)("messages, $name, RESP$protocol", ({ name, kind, protocol }) => {
  let server: ServerUnderTest;
  let client: Client;
  let publisher: Client;

  beforeEach(async (context) => {
    server = await kind.start({}, context);
    client = createClient({ url: server.url, protocol });
    publisher = createClient({ url: server.url, protocol });
  });

  afterEach(async () => {
    await client.close();
    await publisher.close();
    await server[Symbol.asyncDispose]();
  });

  const publishing = {
    subscribe: "PUBLISH",
    psubscribe: "PUBLISH",
    ssubscribe: "SPUBLISH",
  } as const;

  it.each(["subscribe", "psubscribe", "ssubscribe"] as const)(
    "%s: in text and in bytes, each to whom it is for",
    async (family) => {
      const target = family === "psubscribe" ? "news:*" : "news:1";
      const texts = await client[family](target);
      const bytes = await client[family](target, { strings: "bytes" });
      await publisher.call([publishing[family], "news:1", "grün"]);
      await publisher.call([publishing[family], "other", "not for us"]);
      const payload = Uint8Array.from({ length: 256 }, (_, index) => index);
      await publisher.call([publishing[family], "news:1", payload]);
      const read: unknown[] = [];
      for await (const message of texts) {
        read.push(message);
        if (read.length === 1) break;
      }
      const pattern = family === "psubscribe" ? { pattern: "news:*" } : {};
      expect(read).toEqual([{ channel: "news:1", message: "grün", ...pattern }]);
      for await (const { channel, message } of bytes) {
        expect(channel).toBe("news:1");
        if (message.length < 256) continue;
        expect(message).toEqual(payload);
        break;
      }
    },
  );

  it("several shard channels in one subscription", async () => {
    const heard: string[] = [];
    const subscription = await client.ssubscribe(["a", "b", "c"], {
      onMessage: ({ channel, message }) => heard.push(`${channel}=${message}`),
    });
    for (const channel of ["a", "b", "c"]) await publisher.call(["SPUBLISH", channel, "1"]);
    await expect.poll(() => heard.toSorted()).toEqual(["a=1", "b=1", "c=1"]);
    await subscription.close();
    expect(await publisher.call(["SPUBLISH", "a", "2"])).toBe(0);
  });

  it("the connection goes a while after the last subscription, and comes with the next", async () => {
    const first = await client.subscribe("a");
    expect(client.stats().connections).toMatchObject({ subscribers: 1, shared: 0 });
    await first.close();
    await expect.poll(() => client.stats().connections.total, { timeout: 5000 }).toBe(0);
    const heard: string[] = [];
    await client.subscribe("a", { onMessage: ({ message }) => heard.push(message) });
    await publisher.publish("a", "again");
    await expect.poll(() => heard).toEqual(["again"]);
  });

  it.runIf(name !== "embedded")("are heard again after CLIENT KILL", async () => {
    const states: SessionState[] = [];
    const heard: string[] = [];
    for (const family of ["subscribe", "psubscribe", "ssubscribe"] as const) {
      await client[family]("a", {
        onState: (state) => states.push(state),
        onMessage: ({ message }) => heard.push(message),
      });
    }
    expect(await publisher.call(["CLIENT", "KILL", "TYPE", "pubsub"])).toBe(1);
    await expect.poll(() => states.slice(6), { timeout: 10_000 }).toEqual(["up", "up", "up"]);
    expect(states.slice(3, 6)).toEqual(["down", "down", "down"]);
    await publisher.publish("a", "both");
    await publisher.call(["SPUBLISH", "a", "shard"]);
    await expect.poll(() => heard.toSorted()).toEqual(["both", "both", "shard"]);
  });

  it("are heard again after a crash", async () => {
    const states: SessionState[] = [];
    const heard: unknown[] = [];
    const listener = { onState: (state: SessionState) => states.push(state) };
    await client.subscribe("a", { ...listener, onMessage: ({ message }) => heard.push(message) });
    await client.ssubscribe("a", {
      ...listener,
      strings: "bytes",
      onMessage: ({ message }) => heard.push(message[0]),
    });
    await server.kill();
    await expect.poll(() => states.slice(2)).toEqual(["down", "down"]);
    await server.restart();
    await expect.poll(() => states.slice(4), { timeout: 10_000 }).toEqual(["up", "up"]);
    await expect.poll(() => publisher.publish("a", "text").catch(() => 0)).toBe(1);
    await publisher.call(["SPUBLISH", "a", new Uint8Array([255])]);
    await expect.poll(() => heard).toEqual(["text", 255]);
  });
});
