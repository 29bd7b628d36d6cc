// Which connections a client opens, how many, and for whom.

import { describe, expect, it } from "vitest";
import { get } from "@respite/resp";
import { stage, watch } from "../support/setup.ts";

const patient = { readTimeoutMs: 60_000, commandTimeoutMs: 60_000, poolTimeoutMs: 60_000 };

describe("shared mode", () => {
  it("opens one connection for all ordinary commands", async () => {
    const { client, server } = stage();
    server.answer = () => "_\r\n";
    await Promise.all(Array.from({ length: 100 }, () => client.get("k")));
    await client.batch([get("a"), get("b")]);
    expect(server.peers).toHaveLength(1);
    expect(client.stats().connections).toMatchObject({ shared: 1, leased: 0, idle: 0, total: 1 });
  });

  it("spreads them over sharedConnections", async () => {
    const { client, server } = stage({ sharedConnections: 3 });
    server.answer = () => "_\r\n";
    for (let n = 0; n < 30; n += 1) await client.get("k");
    expect(server.peers.map(({ commands }) => commands.length)).toEqual([10, 10, 10]);
    expect(client.stats().connections).toMatchObject({ shared: 3, total: 3 });
  });

  it("keeps no leasable connection warm unless asked", async () => {
    const { client, clock, server } = stage();
    await client.connect();
    await clock.advance(1000);
    expect(server.peers).toHaveLength(1);
  });

  it("keeps minIdleConnections warm as soon as the server was reached, and again after a loss", async () => {
    const { client, clock, server } = stage({ minIdleConnections: 2 });
    await clock.advance(1000);
    expect(server.peers).toHaveLength(0);
    await client.connect();
    await clock.settle();
    expect(client.stats().connections).toMatchObject({ shared: 1, leased: 0, idle: 2, total: 3 });
    for (const peer of server.peers) peer.link.destroy();
    await clock.advance(2000);
    expect(client.stats().connections).toMatchObject({ shared: 1, leased: 0, idle: 2, total: 3 });
  });

  it("leases for blocking commands and transactions, poolSize at most, beside the shared one", async () => {
    const { client, clock, server } = stage({ ...patient, poolSize: 2 });
    server.answer = (words) => (words[0] === "GET" ? "_\r\n" : undefined);
    await client.get("k");
    for (let n = 0; n < 5; n += 1) void client.call(["BLPOP", "q", 0]).catch(() => {});
    await clock.settle();
    const leased = watch(client.lease(() => Promise.resolve("leased")));
    await clock.settle();
    expect(client.stats().connections).toMatchObject({ shared: 1, leased: 2, idle: 0, total: 3 });
    expect(leased.outcome).toBe("pending");
    expect(await client.get("k")).toBeNull();
    expect(server.peers).toHaveLength(3);
  });
});

describe("exclusive mode", () => {
  it("gives each command a connection of its own, poolSize at most, and no shared one", async () => {
    const { client, clock, server } = stage({ ...patient, mode: "exclusive", poolSize: 3 });
    const results = Array.from({ length: 7 }, () => watch(client.get("k")));
    await clock.settle();
    expect(server.peers.map(({ commands }) => commands.length)).toEqual([1, 1, 1]);
    expect(client.stats().connections).toMatchObject({ shared: 0, leased: 3, total: 3 });
    server.answer = () => "_\r\n";
    for (const peer of server.peers) peer.say("_\r\n");
    await clock.settle();
    expect(results.every(({ outcome }) => outcome === null)).toBe(true);
    expect(client.stats().connections).toMatchObject({ leased: 0, idle: 3, total: 3 });
  });

  it("keeps half of poolSize warm, also where callers are slow to come", async () => {
    const { client, clock, server } = stage({ mode: "exclusive", poolSize: 6 });
    server.answer = () => "_\r\n";
    await client.get("k");
    await clock.advance(100);
    expect(client.stats().connections).toMatchObject({ idle: 3, total: 3 });
  });
});

it("the subscriber comes on top, is counted as such, and goes with its last subscription", async () => {
  const { client, clock, server } = stage({ ...patient, protocol: 3 });
  server.answer = (words) => {
    const kind = (words[0] ?? "").toLowerCase();
    if (!kind.endsWith("subscribe")) return "_\r\n";
    return `>3\r\n$${kind.length}\r\n${kind}\r\n$${words[1]?.length}\r\n${words[1]}\r\n:1\r\n`;
  };
  await client.get("k");
  const one = await client.subscribe("a");
  const two = await client.subscribe("b");
  expect(client.stats().connections).toMatchObject({ shared: 1, subscribers: 1, total: 2 });
  await one.close();
  expect(client.stats().connections).toMatchObject({ subscribers: 1 });
  await two.close();
  await clock.advance(900_100);
  expect(client.stats().connections).toMatchObject({ shared: 1, subscribers: 0, total: 1 });
});
