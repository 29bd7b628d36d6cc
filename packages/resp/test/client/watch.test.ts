// Optimistic transactions: what is sent, how often, and what is left behind.

import { get, incr, set } from "@respite/resp";
import { describe, expect, it } from "vitest";
import { stage, watch } from "../support/setup.ts";

/** A server whose EXEC conflicts as often as it is told to. */
function conflicting(times: number): (words: readonly string[]) => string {
  let conflicts = 0;
  return ([name = ""]) => {
    if (name === "GET") return "$1\r\n1\r\n";
    if (name !== "EXEC") return name === "SET" || name === "INCR" ? "+QUEUED\r\n" : "+OK\r\n";
    conflicts += 1;
    return conflicts <= times ? "*-1\r\n" : "*1\r\n+OK\r\n";
  };
}

function sent(server: { received: string[][] }, name: string): number {
  return server.received.filter(([word]) => word === name).length;
}

describe("watch", () => {
  it("reads on the watched connection, then executes what was decided", async () => {
    const { client, server } = stage();
    server.answer = conflicting(0);
    const results = await client.watch("k", async (lease) => {
      const value = await lease.run(get("k"));
      return [set("k", `${value}!`)] as const;
    });
    expect(results).toEqual(["OK"]);
    expect(server.peer.commands).toEqual([
      ["WATCH", "k"],
      ["GET", "k"],
      ["MULTI"],
      ["SET", "k", "1!"],
      ["EXEC"],
    ]);
  });

  it("does it again after a conflict, with pauses that grow and vary", async () => {
    const { client, clock, server } = stage();
    server.answer = conflicting(3);
    const outcome = watch(client.watch(["a", "b"], async () => [set("a", 1)]));
    await clock.advance(1000);
    expect(outcome.outcome).toEqual(["OK"]);
    expect(sent(server, "EXEC")).toBe(4);
    expect(server.peers).toHaveLength(1);
  });

  it("gives up with CONFLICT after its retries", async () => {
    const { client, clock, server } = stage();
    server.answer = conflicting(Infinity);
    const outcome = watch(client.watch("k", async () => [incr("k")], { retries: 2 }));
    await clock.advance(1000);
    expect(outcome.outcome).toMatchObject({ code: "CONFLICT", maybeExecuted: false });
    expect(sent(server, "EXEC")).toBe(3);
  });

  it("unwatches where there is nothing to do, and where the decision fails", async () => {
    const { client, server } = stage({ poolSize: 1 });
    server.answer = conflicting(0);
    expect(await client.watch("k", () => Promise.resolve(undefined))).toBeUndefined();
    const failing = client.watch("k", () => Promise.reject(new Error("no idea")));
    await expect(failing).rejects.toThrow("no idea");
    expect(server.peer.commands.map(([name]) => name)).toEqual([
      "WATCH",
      "UNWATCH",
      "WATCH",
      "UNWATCH",
    ]);
    expect(server.peers).toHaveLength(1);
  });

  it("unwatches when aborted while the caller decides, and the connection is used again", async () => {
    const { client, clock, server } = stage({ poolSize: 1 });
    server.answer = conflicting(0);
    const controller = new AbortController();
    const { signal } = controller;
    const outcome = watch(client.watch("k", () => new Promise<never>(() => {}), { signal }));
    await clock.settle();
    controller.abort();
    await clock.settle();
    expect(outcome.outcome).toMatchObject({ code: "ABORTED" });
    await client.lease((lease) => lease.call(["GET", "k"]));
    expect(server.peers).toHaveLength(1);
    expect(server.peer.commands.map(([name]) => name)).toEqual(["WATCH", "UNWATCH", "GET"]);
  });

  it("ends the pause when aborted", async () => {
    const { client, clock, server } = stage();
    server.answer = conflicting(Infinity);
    const controller = new AbortController();
    const { signal } = controller;
    const outcome = watch(client.watch("k", async () => [incr("k")], { retries: 1000, signal }));
    await clock.advance(300);
    controller.abort();
    await clock.settle();
    expect(outcome.outcome).toMatchObject({ code: "ABORTED" });
    const attempts = sent(server, "EXEC");
    await clock.advance(3000);
    expect(sent(server, "EXEC")).toBe(attempts);
  });

  it("refuses what makes no sense", async () => {
    const { client } = stage();
    await expect(client.watch([], async () => [incr("k")])).rejects.toThrow(TypeError);
    const fraction = client.watch("k", async () => [incr("k")], { retries: 1.5 });
    await expect(fraction).rejects.toThrow(RangeError);
  });

  it("says so where the server refuses MULTI itself, since the rest was then no transaction", async () => {
    const { client, server } = stage();
    server.answer = ([name = ""]) =>
      name === "MULTI"
        ? "-NOPERM no MULTI for you\r\n"
        : name === "EXEC"
          ? "-ERR x\r\n"
          : "+OK\r\n";
    await expect(client.transaction([set("k", 1)])).rejects.toMatchObject({
      code: "REFUSED",
      maybeExecuted: true,
    });
  });
});
