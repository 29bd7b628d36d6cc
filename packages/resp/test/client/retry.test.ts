// What is sent again and what is not: nothing is executed twice silently.

import { describe, expect, it } from "vitest";
import { bulk } from "../support/fake-server.ts";
import { stage, watch } from "../support/setup.ts";

describe("a connection that dies", () => {
  it("has its reads repeated and its writes rejected as maybe executed", async () => {
    const { client, clock, server } = stage();
    const read = watch(client.get("k"));
    const write = watch(client.incr("n"));
    await clock.settle();
    server.peer.link.destroy();
    server.answer = () => bulk("again");
    await clock.advance(1000);
    expect(read.outcome).toBe("again");
    expect(write.outcome).toMatchObject({
      code: "CONNECTION_CLOSED",
      command: "INCR (1 argument)",
      maybeExecuted: true,
    });
    expect(server.peers).toHaveLength(2);
    expect(server.peer.commands).toEqual([["GET", "k"]]);
  });

  it("has a write repeated that its caller calls idempotent", async () => {
    const { client, clock, server } = stage();
    const write = watch(client.set("k", "v", { idempotent: true }));
    await clock.settle();
    server.peer.link.destroy();
    server.answer = () => "+OK\r\n";
    await clock.advance(1000);
    expect(write.outcome).toBe("OK");
  });

  it("has what was never written sent within its deadline", async () => {
    const { client, clock, server } = stage();
    server.refuse = Object.assign(new Error("down"), { code: "ECONNREFUSED" });
    const write = watch(client.incr("n"));
    await clock.advance(2000);
    expect(write.outcome).toBe("pending");
    server.refuse = undefined;
    server.answer = () => ":1\r\n";
    await clock.advance(1000);
    expect(write.outcome).toBe(1);
    expect(server.received.filter(([name]) => name === "INCR")).toHaveLength(1);
  });

  it("repeats a read no more often than maxRetries", async () => {
    const { client, clock, server } = stage({ maxRetries: 2, commandTimeoutMs: 60_000 });
    const read = watch(client.get("k"));
    server.answer = (_words, peer) => {
      peer.link.destroy();
      return undefined;
    };
    await clock.advance(10_000);
    expect(read.outcome).toMatchObject({ code: "CONNECTION_CLOSED" });
    expect(server.received.filter(([name]) => name === "GET")).toHaveLength(3);
  });

  it("keeps the order of what waits", async () => {
    const { client, clock, server } = stage();
    server.refuse = Object.assign(new Error("down"), { code: "ECONNREFUSED" });
    for (let n = 0; n < 5; n += 1) void client.set("k", n).catch(() => {});
    await clock.advance(500);
    server.refuse = undefined;
    await clock.advance(1000);
    expect(server.peer.commands.map((words) => words[2])).toEqual(["0", "1", "2", "3", "4"]);
  });
});

describe("an error reply that proves non-execution", () => {
  it.each(["LOADING", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "BUSY", "NOREPLICAS", "READONLY"])(
    "%s is retried within the deadline",
    async (kind) => {
      const { client, clock, server } = stage();
      let answers = 0;
      server.answer = () => {
        answers += 1;
        return answers < 3 ? `-${kind} not now\r\n` : ":7\r\n";
      };
      const command = watch(client.incr("n"));
      await clock.advance(3000);
      expect(command.outcome).toBe(7);
      expect(answers).toBe(3);
    },
  );

  it("is handed to the caller when the deadline leaves no room for another try", async () => {
    const { client, clock, server } = stage({ commandTimeoutMs: 1000 });
    server.answer = () => "-LOADING Redis is loading the dataset in memory\r\n";
    const command = watch(client.get("k"));
    await clock.advance(1100);
    expect(command.outcome).toMatchObject({ code: "REPLY_ERROR", kind: "LOADING" });
  });

  it("is not retried for a script, which may have done half its work", async () => {
    const { client, clock, server } = stage();
    server.answer = () => "-READONLY You can't write against a read only replica.\r\n";
    const script = watch(client.eval("return redis.call('set', KEYS[1], 1)", { keys: ["k"] }));
    await clock.advance(2000);
    expect(script.outcome).toMatchObject({ kind: "READONLY" });
    expect(server.received.filter(([name]) => name === "EVAL")).toHaveLength(1);
  });

  it("READONLY has the connection replaced: the endpoint may lead elsewhere now", async () => {
    const { client, clock, server } = stage();
    server.answer = (_words, peer) =>
      peer === server.peers[0] ? "-READONLY replica\r\n" : ":1\r\n";
    const command = watch(client.incr("n"));
    await clock.advance(2000);
    expect(command.outcome).toBe(1);
    expect(server.peers).toHaveLength(2);
    expect(server.peers[0]?.closed).toBe(true);
  });

  it("an ordinary error is the caller's at once", async () => {
    const { client, clock, server } = stage();
    server.answer = () => "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n";
    const command = watch(client.get("k"));
    await clock.settle();
    expect(command.outcome).toMatchObject({ code: "REPLY_ERROR", kind: "WRONGTYPE" });
    expect(server.received.filter(([name]) => name === "GET")).toHaveLength(1);
  });
});
