// Bounds, leases, refusals, and what is left when a client ends: nothing.

import { describe, expect, it } from "vitest";
import { get, incr } from "@respite/resp";
import { bulk } from "../support/fake-server.ts";
import { stage, watch } from "../support/setup.ts";

describe("bounds", () => {
  it.each(["offline", "silent"])(
    "maxQueuedCommands rejects in the same turn, server %s",
    async (state) => {
      const { client, clock, server } = stage({ maxQueuedCommands: 3, readTimeoutMs: 60_000 });
      if (state === "offline") server.refuse = new Error("down");
      else await client.connect();
      const accepted = [1, 2, 3].map((n) => watch(client.get(`k${n}`)));
      const refused = watch(client.get("k4"));
      await Promise.resolve();
      await Promise.resolve();
      expect(refused.outcome).toMatchObject({ code: "QUEUE_FULL" });
      for (const { outcome } of accepted) expect(outcome).toBe("pending");
      await clock.settle();
    },
  );

  it("maxQueuedBytes bounds the memory, but a lone command always fits", async () => {
    const { client, clock, server } = stage({ maxQueuedBytes: 1000 });
    server.answer = () => "+OK\r\n";
    const lone = watch(client.set("k", "x".repeat(5000)));
    const refused = watch(client.set("k", "x"));
    await clock.settle();
    expect(lone.outcome).toBe("OK");
    expect(refused.outcome).toMatchObject({ code: "QUEUE_FULL" });
    expect(client.stats()).toMatchObject({ pending: 0, pendingBytes: 0 });
  });

  it("counts what callers gave up as long as the connection owes the reply", async () => {
    const { client, clock, server } = stage({ maxQueuedCommands: 2, readTimeoutMs: 60_000 });
    await client.connect();
    for (const key of ["a", "b"]) void client.get(key, { timeoutMs: 50 }).catch(() => {});
    await clock.advance(100);
    expect(client.stats().pending).toBe(2);
    expect(watch(client.get("c"))).toBeDefined();
    server.peer.say(bulk("1") + bulk("2"));
    await clock.settle();
    expect(client.stats().pending).toBe(0);
  });

  it("makes room offline by forgetting what nobody waits for any more", async () => {
    const { client, clock, server } = stage({ maxQueuedCommands: 10 });
    server.refuse = new Error("down");
    for (let n = 0; n < 10; n += 1) void client.get("k", { timeoutMs: 50 }).catch(() => {});
    await clock.advance(100);
    const late = watch(client.get("late"));
    await clock.settle();
    expect(late.outcome).toBe("pending");
    expect(client.stats().pending).toBe(1);
  });
});

describe("commands that would harm others on a shared connection", () => {
  it.each([
    [["SUBSCRIBE", "c"], "subscribe()"],
    [["client", "reply", "off"], "reply"],
    [["MONITOR"], "connection of its own"],
    [["SELECT", 1], "lease()"],
    [["MULTI"], "lease()"],
    [["WATCH", "k"], "lease()"],
    [["AUTH", "secret"], "credentials"],
    [["HELLO", 3], "protocol"],
    [["QUIT"], "close()"],
    [["CLIENT", "TRACKING", "ON"], "lease()"],
  ] as const)("%j is refused and says what to do", async (args, advice) => {
    const { client, server } = stage();
    const error: Error = await client.call(args).then(
      () => expect.unreachable(),
      (reason: Error) => reason,
    );
    expect(error).toMatchObject({ code: "UNSUPPORTED" });
    expect(error.message).toContain(advice);
    expect(error.message).not.toContain("secret");
    expect(server.received).toEqual([]);
  });

  it("an ill-formed string is a TypeError and sends nothing", async () => {
    const { client, server } = stage();
    await expect(client.set("k", "\uD800")).rejects.toThrow(TypeError);
    expect(server.received).toEqual([]);
    expect(client.stats().pending).toBe(0);
  });
});

describe("lease", () => {
  it("gives a clean connection back and lends it again", async () => {
    const { client, server } = stage();
    server.answer = () => "+OK\r\n";
    await client.lease((lease) => lease.call(["SET", "k", "v"]));
    await client.lease((lease) => lease.call(["SET", "k", "w"]));
    expect(server.peers).toHaveLength(1);
  });

  it.each([
    ["a changed database", [["SELECT", "1"]]],
    ["an open transaction", [["MULTI"]]],
    ["a watched key", [["WATCH", "k"]]],
    ["a command nobody knows", [["MODULE.MYSTERY"]]],
  ])("destroys a connection with %s", async (_name, commands) => {
    const { client, server } = stage();
    server.answer = () => "+OK\r\n";
    await client.lease(async (lease) => {
      for (const args of commands) await lease.call(args);
    });
    expect(server.peer.closed).toBe(true);
    expect(client.stats().connections.total).toBe(0);
  });

  it("takes EXEC, DISCARD and UNWATCH for clean once their reply was seen", async () => {
    const { client, server } = stage();
    server.answer = (words) => (words[0] === "EXEC" ? "*0\r\n" : "+OK\r\n");
    await client.lease(async (lease) => {
      await lease.call(["WATCH", "k"]);
      await lease.call(["MULTI"]);
      await lease.call(["EXEC"]);
    });
    expect(server.peer.closed).toBe(false);
  });

  it("destroys a connection that still owes a reply", async () => {
    const { client, clock, server } = stage({ readTimeoutMs: 60_000 });
    const lease = client.lease((held) => held.call(["GET", "k"], { timeoutMs: 50 }));
    const watched = watch(lease);
    await clock.advance(100);
    expect(watched.outcome).toMatchObject({ code: "COMMAND_TIMEOUT" });
    expect(server.peer.closed).toBe(true);
  });

  it("is over when its function is", async () => {
    const { client } = stage();
    const kept = await client.lease((lease) => Promise.resolve(lease));
    await expect(kept.call(["GET", "k"])).rejects.toThrow(/lease is over/);
  });

  it("waits for a connection no longer than it may", async () => {
    const { client, clock } = stage({ poolSize: 1, poolTimeoutMs: 300 });
    let finish = (): void => {};
    const holding = client.lease(() => new Promise<void>((resolve) => (finish = resolve)));
    await clock.settle();
    const second = watch(client.lease(() => Promise.resolve()));
    await clock.advance(330);
    expect(second.outcome).toMatchObject({
      code: expect.stringMatching(/POOL_TIMEOUT|COMMAND_TIMEOUT/),
    });
    finish();
    await holding;
    await client.lease(() => Promise.resolve());
  });
});

describe("transaction", () => {
  it("is one write on one connection, with results in order", async () => {
    const { client, server } = stage();
    server.answer = (words) => {
      if (words[0] === "MULTI") return "+OK\r\n";
      return words[0] === "EXEC" ? "*2\r\n:5\r\n-WRONGTYPE no\r\n" : "+QUEUED\r\n";
    };
    const [count, value] = await client.transaction([incr("n"), get("list")]);
    expect(count).toBe(5);
    expect(value).toMatchObject({ kind: "WRONGTYPE" });
  });

  it("rejects with the server's refusal when a command could not be queued", async () => {
    const { client, server } = stage();
    server.answer = (words) => {
      if (words[0] === "MULTI") return "+OK\r\n";
      return words[0] === "EXEC" ? "-EXECABORT Transaction discarded\r\n" : "-ERR wrong number\r\n";
    };
    await expect(client.transaction([incr("n")])).rejects.toMatchObject({ kind: "ERR" });
  });
});

describe("the end", () => {
  const states = {
    "never used": async () => {},
    connecting: async ({ client, server }: ReturnType<typeof stage>) => {
      server.handshake = () => undefined;
      void client.get("k").catch(() => {});
    },
    "waiting to reconnect": async ({ client, server }: ReturnType<typeof stage>) => {
      server.refuse = new Error("down");
      void client.get("k").catch(() => {});
    },
    "in flight": async ({ client }: ReturnType<typeof stage>) => {
      await client.connect();
      void client.get("k").catch(() => {});
      void client.call(["BLPOP", "q", 0]).catch(() => {});
    },
    subscribed: async ({ client, server }: ReturnType<typeof stage>) => {
      server.answer = () => "*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n";
      await client.subscribe("c", { pingMs: 100 });
    },
    "retrying LOADING": async ({ client, server }: ReturnType<typeof stage>) => {
      server.answer = () => "-LOADING\r\n";
      void client.get("k").catch(() => {});
    },
  };

  it.each(Object.keys(states) as (keyof typeof states)[])(
    "destroy leaves nothing: %s",
    async (state) => {
      const all = stage();
      await states[state](all);
      await all.clock.advance(10);
      all.client.destroy();
      await all.clock.settle();
      expect(all.client.stats()).toMatchObject({ pending: 0, connections: { total: 0 } });
      for (const peer of all.server.peers) expect(peer.closed).toBe(true);
      await all.clock.advance(20);
      expect(all.clock.pending).toBe(0);
      await expect(all.client.get("k")).rejects.toMatchObject({ code: "CLIENT_CLOSED" });
    },
  );

  it("destroy rejects what is pending", async () => {
    const { client, clock } = stage();
    const pending = watch(client.incr("n"));
    await clock.settle();
    client.destroy(new Error("shutting down"));
    await clock.settle();
    expect(pending.outcome).toMatchObject({ code: "CLIENT_CLOSED", maybeExecuted: true });
  });

  it("close lets what is in flight finish and takes nothing new", async () => {
    const { client, clock, server } = stage();
    const last = watch(client.get("k"));
    await clock.settle();
    const closing = watch(client.close());
    await expect(client.get("x")).rejects.toMatchObject({ code: "CLIENT_CLOSED" });
    expect(closing.outcome).toBe("pending");
    server.peer.say(bulk("v"));
    await clock.settle();
    expect(last.outcome).toBe("v");
    expect(closing.outcome).toBeUndefined();
    expect(server.peer.closed).toBe(true);
    await client.close();
  });

  it("close gives up after its time", async () => {
    const { client, clock } = stage({ commandTimeoutMs: 60_000, readTimeoutMs: 60_000 });
    const stuck = watch(client.get("k"));
    await clock.settle();
    const closing = watch(client.close({ timeoutMs: 100 }));
    await clock.advance(120);
    expect(closing.outcome).toBeUndefined();
    expect(stuck.outcome).toMatchObject({ code: "CLIENT_CLOSED" });
  });
});
