// Coming back after a loss: soon, not all at once, and never for what no retry can mend.

import { describe, expect, it } from "vitest";
import { BackOff } from "../../src/client/back-off.ts";
import { resp2Handshake } from "../support/fake-server.ts";
import { stage, watch } from "../support/setup.ts";
import { seededRandom } from "../../src/testing/index.ts";

describe("back-off", () => {
  it("brings a thousand clients back with at most 5 % in any 20 ms", () => {
    const random = seededRandom(7);
    const delays = Array.from({ length: 1000 }, () => new BackOff(random).nextDelayMs(true));
    for (let fromMs = 0; fromMs <= 700; fromMs += 1) {
      const together = delays.filter((delay) => delay >= fromMs && delay < fromMs + 20);
      expect(together.length).toBeLessThanOrEqual(50);
    }
    expect(Math.max(...delays)).toBeLessThan(700);
  });

  it("stays within 900 ms while somebody waits, and grows to 10 s when nobody does", () => {
    const backOff = new BackOff(() => 0.999_999);
    const busy = Array.from({ length: 10 }, () => backOff.nextDelayMs(true));
    expect(Math.max(...busy)).toBeLessThan(900);
    const idle = Array.from({ length: 10 }, () => backOff.nextDelayMs(false));
    expect(idle.at(-1)).toBeGreaterThan(9000);
    expect(Math.max(...idle)).toBeLessThan(10_000);
  });

  it("is not reset by a server that accepts and closes", async () => {
    const { client, clock, server } = stage();
    server.handshake = (words, peer) => {
      setImmediate(() => peer.link.destroy());
      return resp2Handshake(words, peer);
    };
    const delays: number[] = [];
    let lostAt: number | undefined;
    client.on((event) => {
      if (event.type === "connect" && lostAt !== undefined) delays.push(clock.elapsedMs - lostAt);
      if (event.type === "disconnect") lostAt = clock.elapsedMs;
    });
    await client.connect();
    await clock.advance(120_000);
    // With nobody waiting the window grows to 10 s: 12 attempts or so, not hundreds.
    expect(delays.length).toBeGreaterThan(5);
    expect(delays.length).toBeLessThan(60);
    expect(Math.max(...delays)).toBeGreaterThan(3000);
  });

  it("wakes from the idle window as soon as somebody waits", async () => {
    const { client, clock, server } = stage();
    await client.connect();
    server.refuse = new Error("down");
    server.peer.link.destroy();
    await clock.advance(120_000);
    server.refuse = undefined;
    server.answer = () => "_\r\n";
    const command = watch(client.get("k"));
    await clock.advance(920);
    expect(command.outcome).toBeNull();
  });
});

describe("terminal errors", () => {
  it("fail all that wait, and are not tried again by themselves", async () => {
    const { client, clock, server } = stage({ protocol: 3 });
    server.handshake = resp2Handshake;
    const commands = [watch(client.get("a")), watch(client.set("b", 1))];
    await clock.settle();
    for (const { outcome } of commands) expect(outcome).toMatchObject({ code: "UNSUPPORTED" });
    const attempts = server.peers.length;
    await clock.advance(60_000);
    expect(server.peers).toHaveLength(attempts);
    expect(clock.pending).toBe(0);
  });

  it("are tried again for a later command, but not for each of many", async () => {
    const { client, clock, server } = stage({ protocol: 3 });
    server.handshake = resp2Handshake;
    for (let n = 0; n < 100; n += 1) {
      const command = watch(client.get("k"));
      await clock.settle();
      expect(command.outcome).toMatchObject({ code: "UNSUPPORTED" });
    }
    expect(server.peers.length).toBeLessThanOrEqual(2);
    await clock.advance(1000);
    void client.get("k").catch(() => {});
    await clock.settle();
    expect(server.peers.length).toBeGreaterThanOrEqual(2);
  });
});

describe("age", () => {
  it("tries a successor with back-off while the old connection serves", async () => {
    const { client, clock, server } = stage({ maxConnectionAgeMs: 1000 });
    server.answer = () => "_\r\n";
    await client.connect();
    let attempts = 0;
    Object.assign(server.transport, {
      open: () => {
        attempts += 1;
        return Promise.reject(new Error("full"));
      },
    });
    for (let step = 0; step < 200; step += 1) {
      await clock.advance(10);
      await client.get("k");
    }
    expect(attempts).toBeGreaterThan(0);
    expect(attempts).toBeLessThan(20);
    expect(server.peers).toHaveLength(1);
  });

  it("replaces a shared connection first, then lets it drain", async () => {
    const { client, clock, server } = stage({ maxConnectionAgeMs: 1000, readTimeoutMs: 60_000 });
    await client.connect();
    await clock.advance(1200);
    const late = watch(client.get("late"));
    await clock.settle();
    const next = watch(client.get("next"));
    await clock.settle();
    const [old, fresh] = server.peers;
    expect(old?.commands).toEqual([["GET", "late"]]);
    expect(fresh?.commands).toEqual([["GET", "next"]]);
    expect(old?.closed).toBe(false);
    old?.say("$2\r\nv1\r\n");
    fresh?.say("$2\r\nv2\r\n");
    await clock.settle();
    expect([late.outcome, next.outcome]).toEqual(["v1", "v2"]);
    expect(old?.closed).toBe(true);
    expect(server.peers).toHaveLength(2);
  });
});
