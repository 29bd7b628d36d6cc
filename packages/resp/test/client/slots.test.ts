// A reply belongs to the command that asked for it, whatever happened to its caller meanwhile.

import { describe, expect, it, vi } from "vitest";
import { bulk } from "../support/fake-server.ts";
import { stage, watch } from "../support/setup.ts";

describe.each([2, 3] as const)("slots under RESP%i", (protocol) => {
  it("swallows the late reply of a command that timed out", async () => {
    const { client, clock, server } = stage({ protocol, readTimeoutMs: 60_000 });
    const slow = watch(client.get("slow", { timeoutMs: 100 }));
    await clock.advance(200);
    expect(slow.outcome).toMatchObject({ code: "COMMAND_TIMEOUT", maybeExecuted: true });
    const next = watch(client.get("next"));
    await clock.settle();
    expect(server.peer.commands).toEqual([
      ["GET", "slow"],
      ["GET", "next"],
    ]);
    server.peer.say(bulk("slow's secret"));
    await clock.settle();
    expect(next.outcome).toBe("pending");
    server.peer.say(bulk("next's own"));
    await clock.settle();
    expect(next.outcome).toBe("next's own");
    expect(server.peers).toHaveLength(1);
  });

  it("settles an abort in the same turn and swallows its reply", async () => {
    const { client, clock, server } = stage({ protocol });
    const controller = new AbortController();
    const aborted = watch(client.get("a", { signal: controller.signal }));
    await clock.settle();
    const next = watch(client.get("b"));
    await clock.settle();
    controller.abort(new Error("not wanted"));
    await Promise.resolve();
    await Promise.resolve();
    expect(aborted.outcome).toMatchObject({ code: "ABORTED", name: "AbortError" });
    expect((aborted.outcome as Error).cause).toEqual(new Error("not wanted"));
    server.peer.say(bulk("for a") + bulk("for b"));
    await clock.settle();
    expect(next.outcome).toBe("for b");
  });

  it("listens to a signal once, however many commands, and ends those alone that still wait", async () => {
    const { client, clock, server } = stage({ protocol });
    const control = listenedTo();
    const [answered, ...waiting] = ["a", "b", "c"].map((key) =>
      watch(client.get(key, { signal: control.signal })),
    );
    await clock.settle();
    server.peer.say(bulk("for a"));
    await clock.settle();
    control.abort();
    await clock.settle();
    expect(answered?.outcome).toBe("for a");
    for (const { outcome } of waiting) expect(outcome).toMatchObject({ code: "ABORTED" });
    expect(control.listeners()).toBe(1);
  });

  it("does not write a command that was aborted before its turn", async () => {
    const { client, clock, server } = stage({ protocol });
    const controller = new AbortController();
    const aborted = watch(client.get("never", { signal: controller.signal }));
    controller.abort();
    const sent = watch(client.get("sent"));
    await clock.settle();
    expect(aborted.outcome).toMatchObject({ code: "ABORTED", maybeExecuted: false });
    expect(server.peer.commands).toEqual([["GET", "sent"]]);
    server.peer.say(bulk("v"));
    await clock.settle();
    expect(sent.outcome).toBe("v");
    expect(client.stats().pending).toBe(0);
  });

  it("rejects at once if the signal had fired before", async () => {
    const { client, clock, server } = stage({ protocol });
    const aborted = watch(client.get("k", { signal: AbortSignal.abort() }));
    await clock.settle();
    expect(aborted.outcome).toMatchObject({ code: "ABORTED" });
    expect(server.peers).toHaveLength(0);
    expect(client.stats().pending).toBe(0);
  });

  it("ends the connection on a reply nobody asked for, and uses a fresh one", async () => {
    const { client, clock, server } = stage({ protocol });
    const first = watch(client.get("a"));
    await clock.settle();
    server.peer.say(bulk("for a") + bulk("for nobody"));
    await clock.settle();
    expect(first.outcome).toBe("for a");
    expect(server.peers[0]?.closed).toBe(true);
    server.answer = () => bulk("fresh");
    const second = watch(client.get("b"));
    await clock.advance(1000);
    expect(second.outcome).toBe("fresh");
    expect(server.peers).toHaveLength(2);
  });

  it("ends the connection on malformed bytes, rejects its callers, goes on with a fresh one", async () => {
    const { client, clock, server } = stage({ protocol });
    const callers = [watch(client.get("a")), watch(client.incr("b")), watch(client.get("c"))];
    await clock.settle();
    server.peer.say(`${bulk("for a")}:12a\r\n`);
    await clock.settle();
    expect(callers[0]?.outcome).toBe("for a");
    expect(callers[1]?.outcome).toMatchObject({ code: "PROTOCOL_ERROR", maybeExecuted: true });
    expect(callers[2]?.outcome).toMatchObject({ code: "PROTOCOL_ERROR" });
    server.answer = () => bulk("fresh");
    const next = watch(client.get("d"));
    await clock.advance(1000);
    expect(next.outcome).toBe("fresh");
  });

  it("takes an error that comes before any command as the reason of the end", async () => {
    const { client, clock, server } = stage({ protocol });
    const lost: unknown[] = [];
    client.on((event) => {
      if (event.type === "disconnect") lost.push(event.error);
    });
    await client.connect();
    server.peer.say("-ERR max number of clients reached\r\n");
    await clock.settle();
    expect(lost).toEqual([
      expect.objectContaining({
        code: "CONNECTION_CLOSED",
        message: expect.stringContaining("max number of clients"),
      }),
    ]);
  });

  it("writes the commands of one turn together, in order", async () => {
    const { client, clock, server } = stage({ protocol });
    await client.connect();
    const before = server.deliveries;
    const results = [1, 2, 3, 4].map((n) => watch(client.get(`k${n}`)));
    await clock.settle();
    expect(server.deliveries - before).toBe(1);
    for (const n of [1, 2, 3, 4]) server.peer.say(bulk(`v${n}`));
    await clock.settle();
    expect(results.map(({ outcome }) => outcome)).toEqual(["v1", "v2", "v3", "v4"]);
  });

  it("reads the arguments before it returns: a caller may reuse its buffer", async () => {
    const { client, clock, server } = stage({ protocol });
    const key = new TextEncoder().encode("before");
    void client.get(key).catch(() => {});
    key.fill(0x78);
    await clock.settle();
    expect(server.peer.commands).toEqual([["GET", "before"]]);
  });

  it("keeps strings and bytes apart, command by command", async () => {
    const { client, clock, server } = stage({ protocol });
    server.answer = () => bulk("v");
    const text = watch(client.get("a"));
    const bytes = watch(client.get("b", { strings: "bytes" }));
    const again = watch(client.get("c"));
    await clock.settle();
    expect([text.outcome, bytes.outcome, again.outcome]).toEqual(["v", Uint8Array.of(0x76), "v"]);
  });
});

/** A signal that counts who has listened to it. */
function listenedTo(): { signal: AbortSignal; abort(): void; listeners(): number } {
  const controller = new AbortController();
  const listen = vi.spyOn(controller.signal, "addEventListener");
  return {
    signal: controller.signal,
    abort: () => controller.abort(),
    listeners: () => listen.mock.calls.length,
  };
}
