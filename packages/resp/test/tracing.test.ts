// What is published on node:diagnostics_channel, what never is, and what tracing costs while nobody
// listens: nothing.

import diagnosticsChannel from "node:diagnostics_channel";
import { inspect } from "node:util";
import { type ClientTracer, get, incr, set, type TracedOperation } from "@respite/resp";
import { channelNames, diagnosticsTracer, type TracedMessage } from "@respite/resp/tracing";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { Traces } from "../src/client/traces.ts";
import { stage } from "./support/setup.ts";

const kinds = ["start", "end", "asyncStart", "asyncEnd", "error"] as const;

interface Event {
  readonly event: (typeof kinds)[number];
  readonly message: TracedMessage;
}

/** Everything published on one channel until the test ends. */
function listen(name: string): Event[] {
  const events: Event[] = [];
  for (const event of kinds) {
    const heard = (message: unknown): void => {
      events.push({ event, message: message as TracedMessage });
    };
    diagnosticsChannel.subscribe(`tracing:${name}:${event}`, heard);
    onTestFinished(() => void diagnosticsChannel.unsubscribe(`tracing:${name}:${event}`, heard));
  }
  return events;
}

describe("published operations", () => {
  it("a command: its name, its place, and its end", async () => {
    const events = listen(channelNames.command);
    const { client, server } = stage({ tracer: diagnosticsTracer(), port: 6380, db: 3 });
    server.answer = () => "$6\r\nsecret\r\n";
    expect(await client.get("key")).toBe("secret");
    expect(events.map(({ event }) => event)).toEqual(["start", "end", "asyncStart", "asyncEnd"]);
    const [first] = events;
    expect(new Set(events.map(({ message }) => message)).size).toBe(1);
    expect(first?.message).toMatchObject({
      kind: "command",
      command: "GET",
      argumentCount: 1,
      keyCount: undefined,
      database: 3,
      serverAddress: "127.0.0.1",
      serverPort: 6380,
      attributes: {
        "db.system.name": "redis",
        "db.operation.name": "GET",
        "db.namespace": "3",
        "server.address": "127.0.0.1",
        "server.port": 6380,
        "network.peer.address": "127.0.0.1",
        "network.peer.port": 6380,
        "network.transport": "tcp",
      },
    });
  });

  it("how many keys, if asked", async () => {
    const events = listen(channelNames.command);
    const { client, server } = stage({ tracer: diagnosticsTracer({ countKeys: true }) });
    server.answer = () => "*0\r\n";
    await client.call(["MGET", "a", "b", "c"]);
    await client.call(["CLIENT", "LIST"]);
    const starts = events.filter(({ event }) => event === "start").map(({ message }) => message);
    expect(
      starts.map(({ command, keyCount, argumentCount }) => [command, keyCount, argumentCount]),
    ).toEqual([
      ["MGET", 3, 3],
      ["CLIENT LIST", 0, 0],
    ]);
  });

  it("a failure, by the server's own code or ours", async () => {
    const events = listen(channelNames.command);
    const { client, clock, server } = stage({ tracer: diagnosticsTracer(), commandTimeoutMs: 100 });
    server.answer = ([name]) => (name === "GET" ? "-WRONGTYPE not a string\r\n" : undefined);
    await expect(client.get("k")).rejects.toMatchObject({ kind: "WRONGTYPE" });
    const late = client.incr("k").catch((error: unknown) => error);
    await clock.advance(200);
    expect(await late).toMatchObject({ code: "COMMAND_TIMEOUT" });
    const errors = events.filter(({ event }) => event === "error").map(({ message }) => message);
    expect(errors.map(({ attributes }) => attributes["error.type"])).toEqual([
      "WRONGTYPE",
      "COMMAND_TIMEOUT",
    ]);
    expect(errors[0]?.attributes["db.response.status_code"]).toBe("WRONGTYPE");
    expect(errors[0]?.error).toMatchObject({ kind: "WRONGTYPE" });
  });

  it("a batch as one, a transaction as one with its commands inside, a lease's commands each", async () => {
    const batches = listen(channelNames.batch);
    const commands = listen(channelNames.command);
    const { client, server } = stage({ tracer: diagnosticsTracer() });
    server.answer = ([name]) => (name === "EXEC" ? "*1\r\n+OK\r\n" : "+OK\r\n");
    await client.batch([set("k", 1), get("k")]);
    await client.transaction([set("k", 1)]);
    await client.lease((lease) => lease.run(get("k")));
    const started = (events: Event[]): unknown[] =>
      events
        .filter(({ event }) => event === "start")
        .map(({ message }) => [
          message.attributes["db.operation.name"],
          message.attributes["db.operation.batch.size"],
        ]);
    expect(started(batches)).toEqual([
      ["PIPELINE", 2],
      ["MULTI", undefined],
    ]);
    expect(started(commands).map((entry) => (entry as unknown[])[0])).toEqual([
      "MULTI",
      "SET",
      "EXEC",
      "GET",
    ]);
  });

  it("connections being opened, with their failures, and the wait for one of the pool", async () => {
    const connects = listen(channelNames.connect);
    const waits = listen(channelNames.poolWait);
    const { client, clock, server } = stage({ tracer: diagnosticsTracer(), mode: "exclusive" });
    server.answer = () => "+OK\r\n";
    server.refuse = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
    const failing = client.ping({ timeoutMs: 50 }).catch(() => {});
    await clock.advance(100);
    await failing;
    expect(connects.find(({ event }) => event === "error")?.message.attributes).toMatchObject({
      "error.type": "CONNECT_FAILED",
    });
    server.refuse = undefined;
    const pinged = client.ping();
    await clock.advance(2000);
    await pinged;
    expect(connects.at(-1)?.event).toBe("asyncEnd");
    expect(waits.length).toBeGreaterThan(0);
  });

  it("no argument, no reply, no credential, at any depth", async () => {
    const all = Object.values(channelNames).map(listen);
    const { client, server } = stage({
      tracer: diagnosticsTracer({ countKeys: true }),
      username: "s3cret-user",
      password: "s3cret-password",
    });
    server.answer = ([name]) => (name === "GET" ? "$12\r\ns3cret-reply\r\n" : "-ERR no\r\n");
    await client.get("s3cret-key");
    await client.set("s3cret-key", "s3cret-value").catch(() => {});
    await client.batch([set("s3cret-key", "s3cret-value")]);
    await client.call(["s3cret", "x"]).catch(() => {});
    expect(inspect(all, { depth: 12, showHidden: true })).not.toMatch(/s3cret-/);
    expect(inspect(client, { depth: 12, showHidden: true })).not.toMatch(/s3cret-/);
  });
});

describe("a tracer", () => {
  it("is not called where nobody wants the kind, and nothing is built for it", async () => {
    const asked: string[] = [];
    const tracer: ClientTracer = {
      wants: (kind) => {
        asked.push(kind);
        return false;
      },
      trace: () => Promise.reject(new Error("never")),
    };
    const { client, server } = stage({ tracer });
    server.answer = () => "+OK\r\n";
    await client.set("k", "v");
    await client.batch([incr("k")]);
    expect(asked).toEqual(["command", "connect", "batch"]);
  });

  it("sees each operation once, with what it came to", async () => {
    const seen: TracedOperation[] = [];
    const tracer: ClientTracer = {
      wants: () => true,
      trace: (operation, run) => {
        seen.push(operation);
        return run();
      },
    };
    const { client, server } = stage({ tracer });
    server.answer = () => ":1\r\n";
    expect(await client.incr("k")).toBe(1);
    expect(seen.map(({ kind }) => kind)).toEqual(["command", "connect"]);
  });

  it("that nobody gave adds no call", async () => {
    const methods = ["command", "batch", "connect", "poolWait"] as const;
    const calls = methods.map((method) => vi.spyOn(Traces.prototype, method));
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    const untraced = stage();
    untraced.server.answer = () => "+OK\r\n";
    await untraced.client.set("k", "v");
    await untraced.client.batch([set("k", "v")]);
    await untraced.client.lease((lease) => lease.run(get("k")));
    expect(calls.map(({ mock }) => mock.calls.length)).toEqual([0, 0, 0, 0]);
    const traced = stage({ tracer: diagnosticsTracer() });
    traced.server.answer = () => "+OK\r\n";
    await traced.client.set("k", "v");
    expect(calls.map(({ mock }) => mock.calls.length)).toEqual([1, 0, 1, 0]);
  });

  it("without subscribers is as good as none", async () => {
    const { client, server } = stage({ tracer: diagnosticsTracer() });
    server.answer = () => "+OK\r\n";
    expect(diagnosticsTracer().wants("command")).toBe(false);
    const events = listen(channelNames.connect);
    await client.set("k", "v");
    expect(diagnosticsTracer().wants("command")).toBe(false);
    expect(diagnosticsTracer().wants("connect")).toBe(true);
    expect(events.map(({ event }) => event)).toEqual(["start", "end", "asyncStart", "asyncEnd"]);
  });
});
