// Half-open sockets: a busy connection finds them by its own commands, an idle one by a ping.

import { describe, expect, it } from "vitest";
import { stage, watch } from "../support/setup.ts";

type Stage = ReturnType<typeof stage>;

function pings({ server }: Stage): number {
  return server.received.filter(([name]) => name === "PING").length;
}

/** From now on nothing arrives any more, in either direction, and nobody says so. */
function cutSilently({ server }: Stage): void {
  for (const peer of server.peers) peer.link.pause();
}

describe("an idle shared connection", () => {
  it("is pinged after idlePingMs of silence, again and again", async () => {
    const all = stage({ protocol: 3, idlePingMs: 1000 });
    await all.client.connect();
    await all.clock.advance(990);
    expect(pings(all)).toBe(0);
    await all.clock.advance(20);
    expect(pings(all)).toBe(1);
    await all.clock.advance(4000);
    expect(pings(all)).toBe(5);
  });

  it("that has gone silent is found within idlePingMs + readTimeoutMs, and replaced", async () => {
    const all = stage({ protocol: 3, idlePingMs: 1000, readTimeoutMs: 300 });
    const lost: unknown[] = [];
    all.client.on((event) => {
      if (event.type === "disconnect") lost.push(event.error);
    });
    await all.client.connect();
    cutSilently(all);
    await all.clock.advance(1330);
    expect(lost).toMatchObject([{ code: "READ_TIMEOUT" }]);
    all.server.answer = () => "_\r\n";
    const command = watch(all.client.get("k"));
    await all.clock.advance(1000);
    expect(command.outcome).toBeNull();
  });

  it("is never pinged with 0", async () => {
    const all = stage({ protocol: 3, idlePingMs: 0 });
    await all.client.connect();
    await all.clock.advance(3_600_000);
    expect(pings(all)).toBe(0);
    expect(all.clock.pending).toBe(0);
  });

  it("is pinged by a timer that keeps no process alive, and counts no command", async () => {
    const all = stage({ protocol: 3, idlePingMs: 10_000 });
    await all.client.connect();
    const { commands, replies } = all.client.stats();
    await all.clock.advance(59_000);
    expect(pings(all)).toBe(5);
    expect(all.client.stats()).toMatchObject({ commands, replies, pending: 0, pendingBytes: 0 });
    expect(all.clock.pendingInForeground).toBe(0);
  });
});

describe("a busy connection", () => {
  it("is never pinged while its commands are answered", async () => {
    const all = stage({ protocol: 3, idlePingMs: 1000 });
    all.server.answer = () => "_\r\n";
    for (let step = 0; step < 20; step += 1) {
      await all.client.get("k");
      await all.clock.advance(700);
    }
    expect(pings(all)).toBe(0);
  });

  it("is never pinged while a reply is due, however long the server is silent", async () => {
    const all = stage({
      protocol: 3,
      idlePingMs: 1000,
      readTimeoutMs: 60_000,
      commandTimeoutMs: 60_000,
    });
    void all.client.get("k").catch(() => {});
    await all.clock.advance(30_000);
    expect(pings(all)).toBe(0);
  });

  it("that has gone silent is found within readTimeoutMs", async () => {
    const all = stage({ protocol: 3, readTimeoutMs: 300, maxRetries: 0 });
    all.server.answer = () => "_\r\n";
    await all.client.get("k");
    cutSilently(all);
    const command = watch(all.client.get("k"));
    await all.clock.advance(320);
    expect(command.outcome).toMatchObject({ code: "READ_TIMEOUT" });
    expect(pings(all)).toBe(0);
  });
});

it("a subscriber is pinged too: one whose peer has vanished would miss messages for ever", async () => {
  const all = stage({ protocol: 3, idlePingMs: 1000, readTimeoutMs: 300 });
  all.server.answer = () => ">3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n";
  const states: string[] = [];
  await all.client.subscribe("c", { onState: (state) => states.push(state) });
  await all.clock.advance(1010);
  expect(pings(all)).toBe(1);
  cutSilently(all);
  await all.clock.advance(1330);
  expect(states).toEqual(["up", "down"]);
});

describe("a leasable connection", () => {
  it("is pinged while it rests in the pool, and lent again", async () => {
    const all = stage({ protocol: 3, mode: "exclusive", poolSize: 1, idlePingMs: 1000 });
    all.server.answer = () => "_\r\n";
    await all.client.get("k");
    await all.clock.advance(2500);
    expect(pings(all)).toBe(2);
    await all.client.get("k");
    expect(all.server.peers).toHaveLength(1);
  });

  it("is lent with its ping still on the way, each with its own reply", async () => {
    const all = stage({ protocol: 3, mode: "exclusive", poolSize: 1, idlePingMs: 1000 });
    all.server.answer = () => "$1\r\nv\r\n";
    await all.client.get("k");
    all.server.handshake = () => undefined;
    all.server.answer = () => undefined;
    await all.clock.advance(1010);
    const command = watch(all.client.get("k"));
    await all.clock.settle();
    all.server.peer.say("+PONG\r\n$3\r\nown\r\n");
    await all.clock.settle();
    expect(command.outcome).toBe("own");
    expect(all.server.peers).toHaveLength(1);
  });

  it("is never pinged while it is lent: a ping inside MULTI would be part of its result", async () => {
    const all = stage({ protocol: 3, idlePingMs: 1000 });
    all.server.answer = (words) => (words[0] === "EXEC" ? "*0\r\n" : "+OK\r\n");
    await all.client.lease(async (lease) => {
      await lease.call(["MULTI"]);
      await all.clock.advance(10_000);
      await lease.call(["EXEC"]);
    });
    expect(all.server.peer.commands).toEqual([["MULTI"], ["EXEC"]]);
    expect(pings(all)).toBe(0);
  });

  it("that has gone silent leaves the pool before anybody gets it", async () => {
    const all = stage({
      protocol: 3,
      mode: "exclusive",
      poolSize: 1,
      minIdleConnections: 0,
      idlePingMs: 1000,
      readTimeoutMs: 300,
    });
    all.server.answer = () => "_\r\n";
    await all.client.get("k");
    cutSilently(all);
    await all.clock.advance(1330);
    expect(all.client.stats().connections.total).toBe(0);
    expect(all.server.peer.closed).toBe(true);
  });
});
