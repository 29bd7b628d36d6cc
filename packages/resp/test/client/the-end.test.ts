// destroy() and close() in every state a client can be in: every promise settles, and no socket and
// no timer is left.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Client, type ClientOptions, get, incr } from "@respite/resp";
import { type Answer, resp2Handshake, resp3Handshake } from "../support/fake-server.ts";
import { stage, watch } from "../support/setup.ts";

type Stage = ReturnType<typeof stage>;

const greet = (protocol: 2 | 3): Answer => (protocol === 3 ? resp3Handshake : resp2Handshake);

/** What brings a client into a state, its own promises left pending where they are. */
const states = {
  "never used": async () => {},
  "waiting for credentials": async ({ client, clock }: Stage) => {
    void client.get("k").catch(() => {});
    await clock.settle();
  },
  connecting: async ({ client, clock, server }: Stage) => {
    // The transport is told when nobody wants the link any more, and must not be needed beyond that.
    Object.assign(server.transport, { open: () => new Promise(() => {}) });
    void client.get("k").catch(() => {});
    await clock.settle();
  },
  "in the handshake": async ({ client, clock, server }: Stage) => {
    server.handshake = () => "";
    void client.get("k").catch(() => {});
    await clock.settle();
  },
  "half way through the handshake": async ({ client, clock, server }: Stage) => {
    const plain = server.handshake;
    server.handshake = (words, peer) => (words[0] === "CLIENT" ? "" : plain(words, peer));
    void client.get("k").catch(() => {});
    await clock.settle();
  },
  idle: async ({ client }: Stage) => {
    await client.connect();
  },
  congested: async ({ client, clock, server }: Stage) => {
    await client.connect();
    server.peer.link.pause();
    for (let n = 0; n < 3; n += 1) void client.set("k", new Uint8Array(90_000)).catch(() => {});
    await clock.settle();
  },
  "in the midst of a reply": async ({ client, clock, server }: Stage) => {
    await client.connect();
    void client.get("k").catch(() => {});
    await clock.settle();
    server.peer.say("$100\r\nhalf");
    await clock.settle();
  },
  "waiting to reconnect": async ({ client, clock, server }: Stage) => {
    await client.connect();
    server.refuse = new Error("down");
    server.peer.link.destroy();
    void client.get("k").catch(() => {});
    await clock.settle();
  },
  "reconnecting idly": async ({ client, clock, server }: Stage) => {
    await client.connect();
    server.refuse = new Error("down");
    server.peer.link.destroy();
    await clock.advance(30_000);
  },
  "waiting to retry": async ({ client, clock, server }: Stage) => {
    server.answer = () => "-LOADING not yet\r\n";
    void client.get("k").catch(() => {});
    await clock.settle();
  },
  "refused for good": async ({ client, clock, server }: Stage) => {
    server.handshake = () => "-DENIED protected mode\r\n";
    void client.get("k").catch(() => {});
    await clock.settle();
  },
  "replacing an old connection": async ({ client, clock, server }: Stage) => {
    await client.connect();
    await clock.advance(2000);
    server.handshake = () => "";
    void client.get("k").catch(() => {});
    await clock.settle();
  },
  pinging: async ({ client, clock, server }: Stage) => {
    await client.connect();
    server.handshake = () => "";
    await clock.advance(30_010);
  },
  closing: async ({ client, clock }: Stage) => {
    await client.connect();
    void client.get("k").catch(() => {});
    void client.close();
    await clock.settle();
  },
} satisfies Record<string, (all: Stage) => Promise<void>>;

/** What callers may have under way. */
const works: Record<string, (client: Client) => Promise<unknown>> = {
  connect: (client) => client.connect(),
  get: (client) => client.get("k"),
  blpop: (client) => client.call(["BLPOP", "q", 0]),
  batch: (client) => client.batch([get("k"), incr("n")]),
  transaction: (client) => client.transaction([incr("n")]),
  lease: (client) => client.lease((lease) => lease.call(["GET", "k"])),
  subscribe: (client) => client.subscribe("c"),
  track: (client) => client.track({ prefixes: ["p"], onInvalidate: () => {} }),
  monitor: (client) => client.monitor(),
  drained: (client) => client.drained(),
  reauthenticate: (client) => client.reauthenticate(),
};

function optionsOf(
  state: keyof typeof states,
  protocol: 2 | 3,
  mode: "shared" | "exclusive",
): ClientOptions {
  const options: ClientOptions = {
    protocol,
    mode,
    clientName: "c",
    poolSize: 2,
    maxQueuedCommands: 6,
    maxConnectionAgeMs: state === "replacing an old connection" ? 1000 : 0,
  };
  if (state !== "waiting for credentials") return options;
  return { ...options, credentials: () => new Promise(() => {}) };
}

async function nothingIsLeft({ client, clock, server }: Stage): Promise<void> {
  // The wheel's last turn is 10 ms.
  await clock.advance(10);
  expect(clock.pending).toBe(0);
  expect(server.peers.filter(({ closed }) => !closed)).toEqual([]);
  expect(client.stats()).toMatchObject({ pending: 0, pendingBytes: 0, connections: { total: 0 } });
  const { length } = server.peers;
  await clock.advance(60_000);
  expect(server.peers).toHaveLength(length);
  expect(clock.pending).toBe(0);
}

describe("nothing is left", () => {
  it.each(Object.keys(states) as (keyof typeof states)[])("%s", async (state) => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<2 | 3>(2, 3),
        fc.constantFrom<"shared" | "exclusive">("shared", "exclusive"),
        fc.array(fc.constantFrom(...Object.keys(works)), { maxLength: 8 }),
        fc.record({
          settled: fc.boolean(),
          end: fc.constantFrom("destroy", "close", "close, then destroy"),
        }),
        async (protocol, mode, names, { settled, end }) => {
          const all = stage(optionsOf(state, protocol, mode));
          all.server.handshake = greet(protocol);
          await states[state](all);
          const results = names.map((name) => watch(works[name]?.(all.client) as Promise<unknown>));
          if (settled) await all.clock.settle();
          const ended = end === "destroy" ? undefined : watch(all.client.close({ timeoutMs: 100 }));
          if (end !== "close") all.client.destroy(new Error("enough"));
          await all.clock.advance(end === "close" ? 120 : 0);
          expect(names.filter((_name, index) => results[index]?.outcome === "pending")).toEqual([]);
          if (end !== "destroy") {
            await all.clock.advance(20);
            expect(ended?.outcome).toBeUndefined();
          }
          await nothingIsLeft(all);
        },
      ),
      { numRuns: 25 },
    );
  });
});
