// Faults that random schedules or their authors have found, each reduced to the few steps it takes.

import { createClient, incr, type Lease } from "@respite/resp";
import { seededRandom } from "@respite/resp/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { bulk } from "../support/fake-server.ts";
import { stage, watch } from "../support/setup.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

const down = Object.assign(new Error("down"), { code: "ECONNREFUSED" });

describe("what was sent, lost, and can't be sent again", () => {
  it("may have been executed, also if it fails while it waits for the next connection", async () => {
    const { client, clock, server } = stage({ commandTimeoutMs: 300 });
    const write = watch(client.set("k", "v", { idempotent: true }));
    await clock.settle();
    server.refuse = down;
    server.peer.link.destroy();
    await clock.advance(400);
    expect(write.outcome).toMatchObject({ code: "COMMAND_TIMEOUT", maybeExecuted: true });
  });

  it("may have been executed, also if the client ends before", async () => {
    const { client, clock, server } = stage();
    const write = watch(client.set("k", "v", { idempotent: true }));
    await clock.settle();
    server.refuse = down;
    server.peer.link.destroy();
    await clock.settle();
    client.destroy();
    await clock.settle();
    expect(write.outcome).toMatchObject({ code: "CLIENT_CLOSED", maybeExecuted: true });
  });

  it("may have been executed, also if its caller gives up", async () => {
    const { client, clock, server } = stage();
    const controller = new AbortController();
    const { signal } = controller;
    const write = watch(client.call(["INCR", "n"], { idempotent: true, signal }));
    await clock.settle();
    server.refuse = down;
    server.peer.link.destroy();
    await clock.settle();
    controller.abort();
    await clock.settle();
    expect(write.outcome).toMatchObject({ code: "ABORTED", maybeExecuted: true });
  });

  it("may have been executed, also if the server refuses the second attempt", async () => {
    const { client, clock, server } = stage();
    const write = watch(client.call(["INCR", "n"], { idempotent: true }));
    await clock.settle();
    server.answer = () => "-OOM command not allowed\r\n";
    server.peer.link.destroy();
    await clock.advance(1000);
    expect(write.outcome).toMatchObject({ kind: "OOM", maybeExecuted: true });
  });

  it.each(["shared", "exclusive"] as const)(
    "may have been executed, also if no attempt is left, in %s mode",
    async (mode) => {
      const { client, clock, server } = stage({ mode, maxRetries: 1, commandTimeoutMs: 3000 });
      const write = watch(client.call(["INCR", "n"], { idempotent: true }));
      server.answer = (_words, peer) => {
        peer.link.destroy();
        server.refuse = down;
        return undefined;
      };
      await clock.advance(3100);
      expect(write.outcome).toMatchObject({ maybeExecuted: true });
    },
  );
});

describe("destroy", () => {
  it.each(["get", "lease", "transaction"] as const)(
    "in exclusive mode has a %s that waits for the pool rejected as CLIENT_CLOSED",
    async (kind) => {
      const { client, clock, server } = stage({ mode: "exclusive", poolSize: 1 });
      server.handshake = () => undefined;
      const calls = {
        get: () => client.get("k"),
        lease: () => client.lease((lease) => lease.call(["GET", "k"])),
        transaction: () => client.transaction([incr("n")]),
      };
      const waiting = watch(calls[kind]());
      await clock.settle();
      client.destroy();
      await clock.settle();
      expect(waiting.outcome).toMatchObject({ code: "CLIENT_CLOSED" });
    },
  );

  it("ends the attempts to connect of a pool that is not ours", async () => {
    const { client, clock, server } = stage({
      mode: "exclusive",
      createPool: (factory) => ({
        acquire: () => Promise.resolve(factory.create()),
        release: () => {},
        destroy: (resource) => factory.destroy(resource),
      }),
    });
    server.handshake = () => undefined;
    const waiting = watch(client.get("k"));
    await clock.settle();
    client.destroy();
    await clock.advance(20);
    expect(waiting.outcome).toMatchObject({ code: "CLIENT_CLOSED" });
    expect(server.peers.map(({ closed }) => closed)).toEqual([true]);
    expect(clock.pending).toBe(0);
  });

  it("ends a connection that was replaced and has replies to come", async () => {
    const { client, clock, server } = stage({ maxConnectionAgeMs: 1000 });
    await client.connect();
    await clock.advance(2000);
    const slow = watch(client.get("k", { timeoutMs: 60_000 }));
    await clock.settle();
    expect(server.peers).toHaveLength(2);
    expect(slow.outcome).toBe("pending");
    client.destroy();
    await clock.settle();
    expect(slow.outcome).toMatchObject({ code: "CLIENT_CLOSED" });
    expect(server.peers.map(({ closed }) => closed)).toEqual([true, true]);
    await clock.advance(20);
    expect(clock.pending).toBe(0);
  });
});

describe("a lease in order", () => {
  /** Fills the link, so that what follows waits to be written. */
  async function congest(lease: Lease): Promise<void> {
    lease.call(["SET", "big", new Uint8Array(200_000)]).catch(() => {});
    await Promise.resolve();
  }

  it("does not run what stands behind a command that was given up before it was sent", async () => {
    const { client, clock, server } = stage({ poolSize: 1 });
    server.answer = () => "+OK\r\n";
    let late: { outcome: unknown } = { outcome: undefined };
    const lease = client.lease(async (borrowed) => {
      server.peer.link.pause();
      await congest(borrowed);
      await clock.settle();
      const select = borrowed.call(["SELECT", "5"], { timeoutMs: 20 });
      late = watch(borrowed.call(["SET", "k", "for database 5"], { timeoutMs: 2000 }));
      await select.catch(() => {});
      server.peer.link.resume();
      await clock.settle();
    });
    const done = watch(lease);
    await clock.advance(60);
    await clock.settle();
    expect(done.outcome).not.toBe("pending");
    expect(late.outcome).toMatchObject({ code: "CONNECTION_CLOSED", maybeExecuted: false });
    const written = server.received.filter(([name]) => name === "SET").map(([, key]) => key);
    expect(written).toEqual(["big"]);
  });
});

describe("a blocking command that is to be repeated", () => {
  it("leaves alone the connection it no longer has, when its caller gives up", async () => {
    const { client, clock, server } = stage({ poolSize: 1 });
    server.answer = ([name]) => (name === "BLPOP" ? "-LOADING not yet\r\n" : undefined);
    const controller = new AbortController();
    const { signal } = controller;
    const pop = watch(client.call(["BLPOP", "q", 1], { signal }));
    await clock.settle();
    const other = watch(client.lease((lease) => lease.call(["INCR", "n"])));
    await clock.settle();
    controller.abort();
    await clock.settle();
    expect(pop.outcome).toMatchObject({ code: "ABORTED" });
    expect(other.outcome).toBe("pending");
    server.peer.say(":1\r\n");
    await clock.settle();
    expect(other.outcome).toBe(1);
  });
});

describe("a server that is busy or loading while it is connected to", () => {
  it.each(["BUSY", "LOADING", "MASTERDOWN"])("-%s to SELECT is no refusal", async (kind) => {
    const { client, clock, server } = stage({ db: 3 });
    const plain = server.handshake;
    server.handshake = (words, peer) =>
      words[0] === "SELECT" ? `-${kind} not now\r\n` : plain(words, peer);
    server.answer = () => bulk("value");
    const read = watch(client.get("k"));
    await clock.advance(1000);
    expect(read.outcome).toBe("pending");
    server.handshake = plain;
    await clock.advance(1000);
    expect(read.outcome).toBe("value");
  });
});

describe("an idle ping", () => {
  it("is due at fractions of milliseconds too, without timers that never get there", async () => {
    const random = seededRandom(1);
    for (let run = 0; run < 200; run += 1) {
      const { client, clock, timers } = countedStage();
      // All 53 bits of a fraction, as a real clock gives them.
      await clock.advance(random() + random() / 2 ** 21);
      await client.connect();
      for (let count = 0; count < 3; count += 1) {
        void client.get("k").catch(() => {});
        await clock.advance(random() * 200);
      }
      expect(timers()).toBeLessThan(100);
      client.destroy();
    }
  });
});

/** A client that pings every 50 ms, on a clock that refuses to set timers for ever. */
function countedStage() {
  const { server } = stage();
  server.answer = () => bulk("value");
  const clock = new VirtualClock();
  const { environment } = clock;
  let count = 0;
  const client = createClient({
    transport: server.transport,
    idlePingMs: 50,
    environment: {
      ...environment,
      setTimer: (...args) => {
        count += 1;
        if (count > 1000) throw new Error("timers without end");
        return environment.setTimer(...args);
      },
    },
  });
  onTestFinished(() => client.destroy());
  return { client, clock, timers: () => count };
}

describe("abort", () => {
  it("of a watched transaction does not wait for the server's reply to UNWATCH", async () => {
    const { client, clock, server } = stage();
    server.answer = ([name]) => (name === "WATCH" ? "+OK\r\n" : undefined);
    const controller = new AbortController();
    const { signal } = controller;
    const outcome = watch(client.watch("k", () => new Promise<never>(() => {}), { signal }));
    await clock.settle();
    controller.abort();
    await clock.settle();
    expect(outcome.outcome).toMatchObject({ code: "ABORTED" });
  });
});

describe("leaving a subscription", () => {
  const confirmed = (words: readonly string[]): string | undefined =>
    words[0] === "SUBSCRIBE" ? ">3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n" : undefined;
  const message = ">3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nm\r\n";

  it("whose goodbye is not answered leaves no connection behind when the client ends", async () => {
    const { client, clock, server } = stage({ protocol: 3, readTimeoutMs: 10_000, idlePingMs: 0 });
    server.answer = confirmed;
    const subscription = await client.subscribe("c");
    void subscription.close();
    // Longer than the connection is kept for the next subscription.
    await clock.advance(1500);
    client.destroy();
    await clock.advance(20);
    expect(server.peers.map(({ closed }) => closed)).toEqual([true]);
    expect(clock.pending).toBe(0);
  });

  it("whose goodbye is not answered does not disturb the next subscription", async () => {
    const { client, clock, server } = stage({ protocol: 3, readTimeoutMs: 10_000, idlePingMs: 0 });
    server.answer = confirmed;
    const first = await client.subscribe("c");
    void first.close();
    await clock.advance(1500);
    const seen: string[] = [];
    await client.subscribe("c", {
      onMessage: ({ message: text }) => void seen.push(text),
      onState: (state) => void seen.push(state),
    });
    const [former, latter] = server.peers;
    former?.say(message);
    latter?.say(message);
    await clock.settle();
    former?.link.destroy();
    await clock.settle();
    expect(seen).toEqual(["up", "m"]);
  });

  it("ends at the command's deadline, however many messages still come", async () => {
    const { client, clock, server } = stage({ protocol: 3, commandTimeoutMs: 500 });
    server.answer = ([name]) =>
      name === "SUBSCRIBE" ? ">3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n" : undefined;
    const subscription = await client.subscribe("c", { onMessage: () => {} });
    const left = watch(subscription.close());
    for (let count = 0; count < 60; count += 1) {
      server.peer.say(">3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nm\r\n");
      await clock.advance(10);
    }
    expect(left.outcome).toBeUndefined();
  });
});
