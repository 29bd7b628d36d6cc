// Producers faster than the server: they can wait for room, and then never see a full queue.

import { describe, expect, it } from "vitest";
import { stage, watch } from "../support/setup.ts";

type Stage = ReturnType<typeof stage>;

/** A server that answers `perTick` commands each 10 ms. */
async function answerSlowly(all: Stage, perTick: number, ticks: number): Promise<void> {
  let answered = 0;
  for (let tick = 0; tick < ticks; tick += 1) {
    await all.clock.advance(10);
    const due = Math.min(perTick, all.server.peer.commands.length - answered);
    all.server.peer.say("+OK\r\n".repeat(due));
    answered += due;
  }
}

const patient = { commandTimeoutMs: 600_000, readTimeoutMs: 600_000, idlePingMs: 0 };

describe("drained", () => {
  it("resolves at once below the low-water mark, and leaves no timer", async () => {
    const { client, clock } = stage({ idlePingMs: 0 });
    await client.connect();
    await clock.advance(5000);
    const drained = watch(client.drained());
    await clock.settle();
    expect(drained.outcome).toBeUndefined();
    await clock.advance(20);
    expect(clock.pending).toBe(0);
  });

  it.each([1, 7, 100])(
    "%i producers that await it never see QUEUE_FULL, and all get through",
    async (producers) => {
      const all = stage({ ...patient, maxQueuedCommands: 10 });
      await all.client.connect();
      const refused: unknown[] = [];
      let highest = 0;
      let sent = 0;
      const produce = async (): Promise<void> => {
        for (let n = 0; n < 20; n += 1) {
          await all.client.drained();
          all.client.set("k", "v").catch((error: unknown) => refused.push(error));
          sent += 1;
          highest = Math.max(highest, all.client.stats().pending);
        }
      };
      const done = watch(Promise.all(Array.from({ length: producers }, produce)));
      await answerSlowly(all, 3, producers * 20);
      expect(refused).toEqual([]);
      expect(sent).toBe(producers * 20);
      expect(done.outcome).not.toBe("pending");
      expect(highest).toBeGreaterThan(1);
      expect(highest).toBeLessThanOrEqual(10);
    },
  );

  it("keeps to the bound in bytes, where the caller says how many", async () => {
    const all = stage({ ...patient, maxQueuedBytes: 100_000 });
    await all.client.connect();
    const refused: unknown[] = [];
    const value = new Uint8Array(10_000);
    const produce = async (): Promise<void> => {
      await all.client.drained({ bytes: value.length + 50 });
      all.client.set("k", value).catch((error: unknown) => refused.push(error));
    };
    const done = watch(Promise.all(Array.from({ length: 50 }, produce)));
    await answerSlowly(all, 1, 200);
    expect(refused).toEqual([]);
    expect(done.outcome).not.toBe("pending");
  });

  it("waits as long as the peer takes nothing, and stats show the fill", async () => {
    const all = stage({ ...patient, maxQueuedCommands: 10 });
    await all.client.connect();
    for (let n = 0; n < 10; n += 1) void all.client.set("k", n).catch(() => {});
    expect(all.client.stats()).toMatchObject({ pending: 10, queueFill: 1 });
    const drained = watch(all.client.drained());
    await all.clock.advance(5000);
    expect(drained.outcome).toBe("pending");
    all.server.peer.say("+OK\r\n".repeat(5));
    await all.clock.advance(10);
    expect(drained.outcome).toBe("pending");
    expect(all.client.stats().queueFill).toBe(0.5);
    all.server.peer.say("+OK\r\n");
    await all.clock.advance(10);
    expect(drained.outcome).toBeUndefined();
  });

  it("lets producers on in the order they came", async () => {
    const all = stage({ ...patient, maxQueuedCommands: 2 });
    await all.client.connect();
    for (let n = 0; n < 2; n += 1) void all.client.set("k", n).catch(() => {});
    const order: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      void all.client.drained().then(async () => {
        order.push(n);
        return await all.client.set("k", "v").catch(() => {});
      });
    }
    await answerSlowly(all, 1, 30);
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });

  it("resolves offline once nobody waits for what filled the queue", async () => {
    const all = stage({ maxQueuedCommands: 10, commandTimeoutMs: 200 });
    all.server.refuse = new Error("down");
    for (let n = 0; n < 10; n += 1) void all.client.get("k").catch(() => {});
    const drained = watch(all.client.drained({ timeoutMs: 10_000 }));
    await all.clock.advance(100);
    expect(drained.outcome).toBe("pending");
    await all.clock.advance(150);
    expect(drained.outcome).toBeUndefined();
  });

  it("ends with its deadline, its signal, and the client", async () => {
    const all = stage({ ...patient, maxQueuedCommands: 1 });
    await all.client.connect();
    void all.client.get("k").catch(() => {});
    const late = watch(all.client.drained({ timeoutMs: 100 }));
    const controller = new AbortController();
    const aborted = watch(all.client.drained({ signal: controller.signal }));
    const closed = watch(all.client.drained());
    await all.clock.advance(120);
    expect(late.outcome).toMatchObject({ code: "COMMAND_TIMEOUT" });
    controller.abort();
    await all.clock.settle();
    expect(aborted.outcome).toMatchObject({ code: "ABORTED" });
    expect(closed.outcome).toBe("pending");
    all.client.destroy();
    await all.clock.settle();
    expect(closed.outcome).toMatchObject({ code: "CLIENT_CLOSED" });
    await expect(all.client.drained()).rejects.toMatchObject({ code: "CLIENT_CLOSED" });
  });
});

describe("the queue is bounded", () => {
  const full = { code: "QUEUE_FULL" };
  const states: Record<string, (all: Stage) => Promise<void> | void> = {
    "never connected": () => {},
    connecting: ({ server }) => void (server.handshake = () => undefined),
    "waiting to reconnect": async ({ client, clock, server }) => {
      await client.connect();
      server.refuse = new Error("down");
      server.peer.link.destroy();
      await clock.settle();
    },
    "in flight": async ({ client }) => {
      await client.connect();
    },
    congested: async ({ client, clock, server }) => {
      await client.connect();
      server.peer.link.pause();
      void client.set("k", new Uint8Array(90_000)).catch(() => {});
      await clock.settle();
    },
    "retrying LOADING": ({ server }) => void (server.answer = () => "-LOADING not yet\r\n"),
  };

  it.each(
    Object.keys(states).flatMap((state) => [
      [state, "shared"] as const,
      [state, "exclusive"] as const,
    ]),
  )("%s, %s mode: in count", async (state, mode) => {
    const all = stage({ ...patient, writeTimeoutMs: 600_000, mode, maxQueuedCommands: 20 });
    await states[state]?.(all);
    const results = Array.from({ length: 25 }, () => watch(all.client.get("k")));
    await all.clock.advance(30);
    const refused = results.filter(({ outcome }) => outcome !== "pending");
    expect(refused.length).toBeGreaterThanOrEqual(5);
    for (const { outcome } of refused) expect(outcome).toMatchObject(full);
    expect(all.client.stats().pending).toBeLessThanOrEqual(20);
  });

  it.each(
    Object.keys(states).flatMap((state) => [
      [state, "shared"] as const,
      [state, "exclusive"] as const,
    ]),
  )("%s, %s mode: in bytes", async (state, mode) => {
    const all = stage({ ...patient, writeTimeoutMs: 600_000, mode, maxQueuedBytes: 200_000 });
    await states[state]?.(all);
    const value = new Uint8Array(50_000);
    const results = Array.from({ length: 5 }, () => watch(all.client.set("k", value)));
    await all.clock.advance(30);
    const refused = results.filter(({ outcome }) => outcome !== "pending");
    expect(refused.length).toBeGreaterThanOrEqual(2);
    for (const { outcome } of refused) expect(outcome).toMatchObject(full);
    expect(all.client.stats().pendingBytes).toBeLessThanOrEqual(200_000);
  });
});
