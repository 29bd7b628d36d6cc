// Deadlines and silence: nothing waits longer than it may, whatever the peer does.

import { describe, expect, it } from "vitest";
import { bulk } from "../support/fake-server.ts";
import { stage, watch } from "../support/setup.ts";

describe("commandTimeoutMs", () => {
  it("covers the wait for a connection, and says why there was none", async () => {
    const { client, clock, server } = stage({ commandTimeoutMs: 500 });
    server.refuse = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    const command = watch(client.get("k"));
    await clock.advance(499);
    expect(command.outcome).toBe("pending");
    await clock.advance(21);
    expect(command.outcome).toMatchObject({
      code: "COMMAND_TIMEOUT",
      command: "GET (1 argument)",
      maybeExecuted: false,
      cause: { code: "CONNECT_FAILED" },
    });
    expect((command.outcome as Error).message).toContain("127.0.0.1:6379");
    expect((command.outcome as Error).message).toContain("Check that the server runs");
  });

  it("is not extended by bytes that trickle in", async () => {
    const { client, clock, server } = stage({ commandTimeoutMs: 1000, readTimeoutMs: 300 });
    const command = watch(client.get("k"));
    await clock.settle();
    server.peer.say("$100\r\n");
    for (let step = 0; step < 10; step += 1) {
      await clock.advance(100);
      server.peer.say("x");
    }
    await clock.advance(20);
    expect(command.outcome).toMatchObject({ code: "COMMAND_TIMEOUT" });
    expect(server.peer.closed).toBe(false);
  });

  it("begins at the end of the turn, since nothing can be sent before", async () => {
    const { client, clock } = stage({ commandTimeoutMs: 500, readTimeoutMs: 60_000 });
    await client.connect();
    const commands = [watch(client.get("a")), watch(client.get("b"))];
    clock.jump(400);
    await clock.advance(490);
    for (const { outcome } of commands) expect(outcome).toBe("pending");
    await clock.advance(30);
    for (const { outcome } of commands) expect(outcome).toMatchObject({ code: "COMMAND_TIMEOUT" });
  });

  it("is overridden by timeoutMs, in both directions", async () => {
    const { client, clock } = stage({ commandTimeoutMs: 500, readTimeoutMs: 60_000 });
    const short = watch(client.get("a", { timeoutMs: 100 }));
    const long = watch(client.get("b", { timeoutMs: 20_000 }));
    await clock.advance(120);
    expect(short.outcome).toMatchObject({ code: "COMMAND_TIMEOUT" });
    await clock.advance(19_800);
    expect(long.outcome).toBe("pending");
    await clock.advance(100);
    expect(long.outcome).toMatchObject({ code: "COMMAND_TIMEOUT" });
  });

  it("refuses a timeout that is no duration", async () => {
    const { client } = stage();
    await expect(client.get("k", { timeoutMs: 0 })).rejects.toThrow(RangeError);
    await expect(client.get("k", { timeoutMs: Number.NaN })).rejects.toThrow(/timeoutMs.*NaN/);
  });

  it("fires at most 20 ms late and costs no timer once nothing waits", async () => {
    const { client, clock, server } = stage({ readTimeoutMs: 60_000, idlePingMs: 0 });
    await client.connect();
    const commands = Array.from({ length: 50 }, (_, index) => {
      const timeoutMs = 7 + index * 13;
      const issuedAt = clock.elapsedMs;
      return client.get("k", { timeoutMs }).catch(() => clock.elapsedMs - issuedAt - timeoutMs);
    });
    await clock.advance(1000);
    for (const late of await Promise.all(commands)) {
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThanOrEqual(20);
    }
    server.peer.say(bulk("v").repeat(50));
    await clock.advance(60_000);
    expect(client.stats().pending).toBe(0);
    expect(clock.pending).toBe(0);
  });
});

describe("readTimeoutMs", () => {
  it("ends a connection that stays silent while a reply is due", async () => {
    const { client, clock, server } = stage({ readTimeoutMs: 300, maxRetries: 0 });
    const command = watch(client.get("k"));
    await clock.advance(330);
    expect(command.outcome).toMatchObject({ code: "READ_TIMEOUT", maybeExecuted: true });
    expect(server.peers[0]?.closed).toBe(true);
  });

  it("leaves an idle connection alone", async () => {
    const { client, clock, server } = stage({ readTimeoutMs: 300, idlePingMs: 0 });
    await client.connect();
    await clock.advance(60_000);
    expect(server.peer.closed).toBe(false);
    expect(clock.pending).toBe(0);
  });

  it("begins when a command is in flight, not at the last byte before", async () => {
    const { client, clock, server } = stage({ readTimeoutMs: 300 });
    await client.connect();
    await clock.advance(10_000);
    const command = watch(client.get("k"));
    await clock.advance(250);
    server.peer.say(bulk("v"));
    await clock.settle();
    expect(command.outcome).toBe("v");
  });

  it("lets a blocking command block, on a connection of its own", async () => {
    const { client, clock, server } = stage({ readTimeoutMs: 300, commandTimeoutMs: 1000 });
    const blocked = watch(client.call(["BLPOP", "queue", 5]));
    const other = watch(client.get("k"));
    await clock.settle();
    const [first, second] = server.peers;
    const blocking = first?.commands[0]?.[0] === "BLPOP" ? first : second;
    const ordinary = blocking === first ? second : first;
    ordinary?.say(bulk("v"));
    await clock.advance(4900);
    expect(other.outcome).toBe("v");
    expect(blocked.outcome).toBe("pending");
    blocking?.say("*-1\r\n");
    await clock.settle();
    expect(blocked.outcome).toBeNull();
  });

  it("ends the connection of a blocking command its caller has given up", async () => {
    const { client, clock, server } = stage();
    const controller = new AbortController();
    const blocked = watch(client.call(["BLPOP", "queue", 0], { signal: controller.signal }));
    await clock.settle();
    controller.abort();
    await clock.settle();
    expect(blocked.outcome).toMatchObject({ code: "ABORTED" });
    expect(server.peer.closed).toBe(true);
    expect(client.stats().connections.total).toBe(0);
  });
});

describe("writeTimeoutMs", () => {
  it("ends a connection whose peer has stopped reading", async () => {
    const { client, clock, server } = stage({ writeTimeoutMs: 200, maxRetries: 0 });
    await client.connect();
    server.peer.link.pause();
    server.answer = () => "+OK\r\n";
    const big = watch(client.set("k", new Uint8Array(200_000)));
    const behind = watch(client.set("behind", "v"));
    await clock.advance(230);
    expect(big.outcome).toMatchObject({ code: "WRITE_TIMEOUT", maybeExecuted: true });
    await clock.advance(1000);
    expect(behind.outcome).toBe("OK");
  });

  it("goes on where it stopped once the peer reads again", async () => {
    const { client, clock, server } = stage({ writeTimeoutMs: 200 });
    await client.connect();
    server.answer = () => "+OK\r\n";
    server.peer.link.pause();
    const commands = ["a", "b", "c"].map((key) => watch(client.set(key, new Uint8Array(90_000))));
    await clock.advance(100);
    server.peer.link.resume();
    await clock.advance(500);
    expect(commands.map(({ outcome }) => outcome)).toEqual(["OK", "OK", "OK"]);
    expect(server.peers).toHaveLength(1);
  });
});

describe("dialTimeoutMs", () => {
  it("covers the handshake", async () => {
    const { client, clock, server } = stage({ dialTimeoutMs: 200, commandTimeoutMs: 250 });
    server.handshake = () => undefined;
    const command = watch(client.get("k"));
    await clock.advance(280);
    expect(command.outcome).toMatchObject({
      code: "COMMAND_TIMEOUT",
      cause: { code: "CONNECT_TIMEOUT" },
    });
    expect(server.peers[0]?.closed).toBe(true);
  });
});
