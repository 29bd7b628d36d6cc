// A deadline holds wherever its command is: waiting, connecting, stuck, in flight, trickling in or
// about to be sent again. An abort holds in the same turn.

import { describe, expect, it } from "vitest";
import { stage, watch } from "../support/setup.ts";

type Stage = ReturnType<typeof stage>;

const busy = new Uint8Array(90_000);

/** Where a command can be when its time is up; each leaves the client so that the next gets stuck. */
const places: Record<string, (all: Stage) => Promise<void> | void> = {
  "waiting for a refused connection": ({ server }) => void (server.refuse = new Error("down")),
  "waiting for the link": ({ server }) =>
    void Object.assign(server.transport, { open: () => new Promise(() => {}) }),
  "waiting for the handshake": ({ server }) => void (server.handshake = () => ""),
  "waiting to reconnect": async ({ client, server }) => {
    await client.connect();
    server.refuse = new Error("down");
    for (const peer of server.peers) peer.link.destroy();
  },
  "behind what the peer does not take": async ({ client, clock, server }) => {
    await client.connect();
    server.accepted = (peer) => peer.link.pause();
    for (const peer of server.peers) peer.link.pause();
    for (let n = 0; n < 12; n += 1) void client.set("k", busy).catch(() => {});
    await clock.settle();
  },
  "in flight": async ({ client }) => {
    await client.connect();
  },
  "between two attempts": ({ server }) => void (server.answer = () => "-LOADING not yet\r\n"),
};

const cases = Object.keys(places).flatMap((place) =>
  (["shared", "exclusive"] as const).map((mode) => [place, mode] as const),
);

describe.each(cases)("%s, %s mode", (place, mode) => {
  const slow = {
    mode,
    poolSize: 10,
    dialTimeoutMs: 60_000,
    readTimeoutMs: 60_000,
    writeTimeoutMs: 60_000,
    poolTimeoutMs: 60_000,
  };

  it("a deadline passes at most 20 ms late", async () => {
    const all = stage(slow);
    await places[place]?.(all);
    const lates: Promise<number>[] = [];
    for (let n = 0; n < 30; n += 1) {
      const timeoutMs = 13 + n * 37;
      const issuedAtMs = all.clock.elapsedMs;
      const late = all.client.incr("k", { timeoutMs }).then(
        () => expect.unreachable(),
        (error: unknown) => {
          // Where no time is left for another attempt, the reason comes instead, and earlier.
          expect(error).toMatchObject({
            code: expect.stringMatching(/^(COMMAND_TIMEOUT|REPLY_ERROR|CONNECT_FAILED)$/),
          });
          return all.clock.elapsedMs - issuedAtMs - timeoutMs;
        },
      );
      lates.push(late);
      await all.clock.advance(3.7);
    }
    await all.clock.advance(2000);
    for (const late of await Promise.all(lates)) expect(late).toBeLessThanOrEqual(20);
  });

  it("an abort settles in the same turn", async () => {
    const all = stage(slow);
    await places[place]?.(all);
    const controller = new AbortController();
    const aborted = watch(all.client.incr("k", { signal: controller.signal }));
    await all.clock.settle();
    expect(aborted.outcome).toBe("pending");
    controller.abort();
    await Promise.resolve();
    await Promise.resolve();
    expect(aborted.outcome).toMatchObject({ code: "ABORTED" });
  });
});

describe("a reply that trickles in", () => {
  it.each(["shared", "exclusive"] as const)("is no excuse, %s mode", async (mode) => {
    const { client, clock, server } = stage({ mode, poolSize: 1, commandTimeoutMs: 500 });
    const command = watch(client.get("k"));
    await clock.settle();
    server.peer.say("$1000\r\n");
    for (let step = 0; step < 52; step += 1) {
      await clock.advance(10);
      server.peer.say("x");
    }
    expect(command.outcome).toMatchObject({ code: "COMMAND_TIMEOUT", maybeExecuted: true });
    expect(server.peer.closed).toBe(false);
  });

  it("of the handshake is no excuse for dialTimeoutMs", async () => {
    const { client, clock, server } = stage({ dialTimeoutMs: 300, protocol: 3 });
    server.handshake = (words) => (words[0] === "HELLO" ? "%1\r\n+a\r\n$100\r\n" : "");
    const connecting = watch(client.connect());
    await clock.settle();
    for (let step = 0; step < 32; step += 1) {
      await clock.advance(10);
      if (!server.peer.closed) server.peer.say("x");
    }
    expect(connecting.outcome).toMatchObject({ code: "CONNECT_TIMEOUT" });
    expect(server.peer.closed).toBe(true);
  });
});

it("an aborted command's reply is swallowed in its place, also when the abort comes between two of its bytes", async () => {
  const { client, clock, server } = stage();
  const controller = new AbortController();
  const aborted = watch(client.get("a", { signal: controller.signal }));
  const next = watch(client.get("b"));
  await clock.settle();
  server.peer.say("$7\r\nsec");
  await clock.settle();
  controller.abort();
  server.peer.say("ret!\r\n");
  server.peer.say("$3\r\nown\r\n");
  await clock.settle();
  expect(aborted.outcome).toMatchObject({ code: "ABORTED" });
  expect(next.outcome).toBe("own");
});

it("the timers of a connection that is gone do nothing to the next", async () => {
  const { client, clock, server } = stage({ readTimeoutMs: 1000, writeTimeoutMs: 1000 });
  const first = watch(client.get("a"));
  await clock.advance(900);
  server.peer.link.destroy();
  await clock.advance(80);
  const peers = server.peers.length;
  // The first connection's silence would be over at 1000; the second one's begins later.
  await clock.advance(800);
  expect(first.outcome).toBe("pending");
  expect(server.peers.length).toBeLessThanOrEqual(peers + 1);
  expect(server.peer.closed).toBe(false);
  server.peer.say("$1\r\nv\r\n");
  await clock.settle();
  expect(first.outcome).toBe("v");
});
