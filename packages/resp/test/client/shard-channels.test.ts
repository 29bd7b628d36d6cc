// Shard channels: one command each, and the end that the server itself may bring about.

import { describe, expect, it } from "vitest";
import type { FakePeer } from "../support/fake-server.ts";
import { stage } from "../support/setup.ts";

type Protocol = 2 | 3;

function text(value: string): string {
  return `$${value.length}\r\n${value}\r\n`;
}

function event(protocol: Protocol, kind: string, channel: string, last: string): string {
  return `${protocol === 3 ? ">" : "*"}3\r\n${text(kind)}${text(channel)}${last}`;
}

function confirmAs(protocol: Protocol): (words: readonly string[]) => string | undefined {
  return ([name = "", ...channels]) =>
    name.endsWith("SUBSCRIBE")
      ? channels.map((channel) => event(protocol, name.toLowerCase(), channel, ":1\r\n")).join("")
      : undefined;
}

function publish(peer: FakePeer, protocol: Protocol, channel: string, message: string): void {
  peer.say(event(protocol, "smessage", channel, text(message)));
}

describe.each([2, 3] as const)("ssubscribe, RESP%i", (protocol) => {
  it("sends each channel in a command of its own, since their slots may differ", async () => {
    const { client, server } = stage({ protocol });
    server.answer = confirmAs(protocol);
    const subscription = await client.ssubscribe(["a", "b"]);
    await subscription.close();
    expect(server.peer.commands).toEqual([
      ["SSUBSCRIBE", "a"],
      ["SSUBSCRIBE", "b"],
      ["SUNSUBSCRIBE", "a"],
      ["SUNSUBSCRIBE", "b"],
    ]);
  });

  it("ends for who listens when the server takes a channel away, and leaves the others alone", async () => {
    const { client, clock, server } = stage({ protocol });
    server.answer = confirmAs(protocol);
    const ended: unknown[] = [];
    const states: string[] = [];
    const heard: string[] = [];
    await client.ssubscribe(["moved", "with it"], {
      onEnd: (error) => ended.push(error),
      onState: (state) => states.push(state),
    });
    await client.ssubscribe("stays", { onMessage: ({ message }) => heard.push(message) });
    server.peer.say(event(protocol, "sunsubscribe", "moved", ":1\r\n"));
    await clock.settle();
    expect(ended).toMatchObject([{ code: "SUBSCRIPTION_ENDED" }]);
    expect(states).toEqual(["up", "down"]);
    expect(server.peer.commands.slice(3).flat()).toContain("with it");
    publish(server.peer, protocol, "stays", "still here");
    await clock.settle();
    expect(heard).toEqual(["still here"]);
    expect(server.peers).toHaveLength(1);
    server.peer.link.destroy();
    await clock.advance(1000);
    expect(server.peer.commands).toEqual([["SSUBSCRIBE", "stays"]]);
  });

  it("ends iteration with the reason, after what had come", async () => {
    const { client, clock, server } = stage({ protocol });
    server.answer = confirmAs(protocol);
    const subscription = await client.ssubscribe("moved");
    publish(server.peer, protocol, "moved", "last words");
    server.peer.say(event(protocol, "sunsubscribe", "moved", ":0\r\n"));
    await clock.settle();
    const read: string[] = [];
    const reading = (async () => {
      for await (const { message } of subscription) read.push(message);
    })();
    await expect(reading).rejects.toMatchObject({ code: "SUBSCRIPTION_ENDED" });
    expect(read).toEqual(["last words"]);
  });

  it("is not taken for an answer to a ping that is in flight", async () => {
    const { client, clock, server } = stage({ protocol });
    server.answer = confirmAs(protocol);
    await client.ssubscribe("moved", { pingMs: 1000 });
    await client.ssubscribe("stays", {});
    server.handshake = () => undefined;
    await clock.advance(1010);
    server.peer.say(event(protocol, "sunsubscribe", "moved", ":1\r\n"));
    server.peer.say(protocol === 3 ? "+PONG\r\n" : `*2\r\n${text("pong")}${text("")}`);
    await clock.settle();
    expect(client.stats().connections.subscribers).toBe(1);
    expect(server.peers).toHaveLength(1);
  });

  it("gives the connection up a second after the last one has left, with nothing left behind", async () => {
    const { client, clock, server } = stage({ protocol });
    server.answer = confirmAs(protocol);
    const first = await client.ssubscribe("a");
    await first.close();
    await clock.advance(500);
    const second = await client.ssubscribe("b");
    await clock.advance(5000);
    expect(server.peers).toHaveLength(1);
    await second.close();
    await clock.advance(990);
    expect(client.stats().connections.subscribers).toBe(1);
    await clock.advance(20);
    expect(client.stats().connections.subscribers).toBe(0);
    expect(server.peer.closed).toBe(true);
    await clock.advance(60_000);
    expect(server.peers).toHaveLength(1);
  });
});
