// Subscriptions on a connection of their own: confirmed, renewed, bounded, and ended cleanly.

import { describe, expect, it } from "vitest";
import type { FakePeer } from "../support/fake-server.ts";
import { stage, watch } from "../support/setup.ts";

/** What a RESP2 server says to SUBSCRIBE and its family. */
function confirm(words: readonly string[]): string | undefined {
  const [name = "", ...channels] = words;
  if (!name.endsWith("SUBSCRIBE")) return undefined;
  const kind = name.toLowerCase();
  return channels
    .map((channel, index) => `*3\r\n${text(kind)}${text(channel)}:${index + 1}\r\n`)
    .join("");
}

function text(value: string): string {
  return `$${value.length}\r\n${value}\r\n`;
}

function publish(peer: FakePeer, channel: string, message: string): void {
  peer.say(`*3\r\n${text("message")}${text(channel)}${text(message)}`);
}

describe("subscribe", () => {
  it("resolves once every channel is confirmed", async () => {
    const { client, clock, server } = stage();
    const subscribing = watch(client.subscribe(["a", "b"]));
    await clock.settle();
    server.peer.say(`*3\r\n${text("subscribe")}${text("a")}:1\r\n`);
    await clock.settle();
    expect(subscribing.outcome).toBe("pending");
    server.peer.say(`*3\r\n${text("subscribe")}${text("b")}:2\r\n`);
    await clock.settle();
    expect(subscribing.outcome).toMatchObject({ channels: ["a", "b"] });
  });

  it("rejects with the server's refusal", async () => {
    const { client, server } = stage();
    server.answer = () => "-NOPERM this user has no permissions to access one of the channels\r\n";
    await expect(client.subscribe("secret")).rejects.toMatchObject({ kind: "NOPERM" });
  });

  it("gives up at its deadline, and when its signal fires", async () => {
    const { client, clock } = stage({ commandTimeoutMs: 500, readTimeoutMs: 60_000 });
    const late = watch(client.subscribe("a"));
    const controller = new AbortController();
    const aborted = watch(client.subscribe("b", { signal: controller.signal }));
    await clock.settle();
    controller.abort();
    await clock.settle();
    expect(aborted.outcome).toMatchObject({ code: "ABORTED" });
    await clock.advance(520);
    expect(late.outcome).toMatchObject({ code: "COMMAND_TIMEOUT" });
    const before = watch(client.subscribe("c", { signal: AbortSignal.abort() }));
    await clock.settle();
    expect(before.outcome).toMatchObject({ code: "ABORTED" });
  });

  it("is renewed after a loss, and says that messages may be missing", async () => {
    const { client, clock, server } = stage();
    server.answer = confirm;
    const heard: string[] = [];
    await client.subscribe("a", {
      onMessage: ({ message }) => heard.push(message),
      onState: (state) => heard.push(state),
    });
    publish(server.peer, "a", "one");
    await clock.settle();
    server.peer.link.destroy();
    await clock.advance(1000);
    publish(server.peer, "a", "two");
    await clock.settle();
    expect(heard).toEqual(["up", "one", "down", "up", "two"]);
    expect(server.peers).toHaveLength(2);
  });

  it("finds a dead peer by its heartbeat", async () => {
    const { client, clock, server } = stage({ readTimeoutMs: 300 });
    server.answer = confirm;
    const states: string[] = [];
    await client.subscribe("a", { pingMs: 1000, onState: (state) => states.push(state) });
    server.handshake = (words) => (words[0] === "PING" ? undefined : "-ERR unknown command\r\n");
    await clock.advance(1350);
    expect(states).toEqual(["up", "down"]);
  });

  it("ends iteration with QUEUE_FULL after what fitted, when nobody reads", async () => {
    const { client, clock, server } = stage();
    server.answer = confirm;
    const subscription = await client.subscribe("a", { maxBufferedMessages: 2 });
    for (const message of ["1", "2", "3"]) publish(server.peer, "a", message);
    await clock.settle();
    const read: string[] = [];
    const reading = (async () => {
      for await (const { message } of subscription) read.push(message);
    })();
    await expect(reading).rejects.toMatchObject({ code: "QUEUE_FULL" });
    expect(read).toEqual(["1", "2"]);
  });

  it("keeps a channel that another subscription still wants", async () => {
    const { client, clock, server } = stage();
    server.answer = confirm;
    const first = await client.subscribe(["a", "b"]);
    const heard: string[] = [];
    await client.subscribe("a", { onMessage: ({ message }) => heard.push(message) });
    await first.close();
    await first.close();
    expect(server.peer.commands.at(-1)).toEqual(["UNSUBSCRIBE", "b"]);
    publish(server.peer, "a", "still here");
    await clock.settle();
    expect(heard).toEqual(["still here"]);
  });

  it("never mixes messages with replies of other commands", async () => {
    const { client, clock, server } = stage();
    server.answer = (words) => confirm(words) ?? "+OK\r\n";
    await client.subscribe("a", { onMessage: () => {} });
    await client.set("k", "v");
    const [messages, commands] = server.peers;
    expect(messages?.commands.map(([name]) => name)).toEqual(["SUBSCRIBE"]);
    expect(commands?.commands.map(([name]) => name)).toEqual(["SET"]);
    await clock.settle();
  });
});
