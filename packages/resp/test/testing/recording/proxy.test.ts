// The proxy in memory, on a virtual clock, in front of the embedded server: what it records and what each
// fault does. And recordings played back.

import { describe, expect, it } from "vitest";
import {
  EmbeddedServer,
  parseRecording,
  type ProxiedCommand,
  type ProxyFault,
  RecordingProxy,
  type RecordingProxyOptions,
  replayScript,
  scriptedNetwork,
  VirtualClock,
} from "../../../src/testing/index.ts";
import { latin1, RawConnection, show } from "../raw-connection.ts";

const target = { host: "embedded", port: 1 };

interface Scene {
  readonly clock: VirtualClock;
  readonly server: EmbeddedServer;
  readonly proxy: RecordingProxy;
  connect(): Promise<RawConnection>;
}

function scene(options: RecordingProxyOptions = {}): Scene {
  const clock = new VirtualClock();
  const { environment } = clock;
  const server = new EmbeddedServer({ environment });
  const proxy = new RecordingProxy(server.transport(), target, { environment, ...options });
  return {
    clock,
    server,
    proxy,
    connect: async () => {
      const opening = RawConnection.open(proxy.transport(), target);
      await clock.settle();
      return opening;
    },
  };
}

/** The proxy's events as short lines, without times. */
function lines(proxy: RecordingProxy): string[] {
  return proxy.recording.events.map((event) => {
    const { connection, kind } = event;
    const rest = "bytes" in event ? latin1(event.bytes).replaceAll("\r\n", "|") : "";
    const index = "index" in event ? ` ${event.index}` : "";
    const more = "fault" in event ? event.fault : "by" in event ? event.by : rest;
    return `${connection} ${kind}${index} ${more}`.trim();
  });
}

describe("what is recorded", () => {
  it("commands, replies and the end, with the time of each", async () => {
    const { clock, proxy, connect } = scene();
    const client = await connect();
    await clock.advance(5);
    client.send("SET", "k", Uint8Array.of(0, 255));
    client.send("GET", "k");
    await clock.advance(2.5);
    client.write(new TextEncoder().encode("PING inline\r\n"));
    await clock.settle();
    client.close();
    await clock.settle();
    expect(client.frames.map(show)).toEqual(["+OK", "$\0\u00ff", "$inline"]);
    expect(lines(proxy)).toEqual([
      "1 open",
      "1 command 0 *3|$3|SET|$1|k|$2|\0\u00ff|",
      "1 command 1 *2|$3|GET|$1|k|",
      "1 reply 0 +OK|",
      "1 reply 1 $2|\0\u00ff|",
      "1 command 2 PING inline|",
      "1 reply 2 $6|inline|",
      "1 close client",
    ]);
    expect(proxy.recording.events.map(({ atMs }) => atMs)).toEqual([0, 5, 5, 5, 5, 7.5, 7.5, 7.5]);
    expect(parseRecording(proxy.toText())).toEqual(proxy.recording);
    expect(proxy.connectionCount).toBe(0);
    proxy.clear();
    expect(proxy.recording.events).toEqual([]);
  });

  it.each([2, 3] as const)("RESP%i: messages are told from replies", async (protocol) => {
    const { clock, proxy, connect } = scene();
    const client = await connect();
    const other = await connect();
    if (protocol === 3) client.send("HELLO", "3");
    client.send("SUBSCRIBE", "a", "b");
    await clock.settle();
    other.send("PUBLISH", "a", "m");
    await clock.settle();
    client.send("PING");
    client.send("UNSUBSCRIBE");
    client.send("UNSUBSCRIBE");
    client.send("CLIENT", "REPLY", "SKIP");
    client.send("SET", "k", "v");
    client.send("GET", "k");
    await clock.settle();
    const own = proxy.recording.events
      .filter(({ connection }) => connection === 1)
      .filter(({ kind }) => kind === "reply" || kind === "push")
      .map((event) => `${event.kind}${"index" in event ? event.index - (protocol - 2) : ""}`)
      .filter((line) => line !== "reply-1");
    expect(own).toEqual([
      ...["reply0", "reply0", "push"],
      ...["reply1", "reply2", "reply2", "reply3", "reply6"],
    ]);
    expect(client.frames.length + client.pushes.length).toBe(8 + (protocol === 3 ? 1 : 0));
  });

  it("no secret, unless they are to be kept", async () => {
    for (const secrets of ["mask", "keep"] as const) {
      const { clock, proxy, connect } = scene({ secrets });
      const client = await connect();
      client.send("AUTH", "alice", "hunter2");
      client.send("HELLO", "3", "AUTH", "alice", "hunter2");
      await clock.settle();
      expect(client.frames.length).toBe(2);
      expect(proxy.toText().includes("hunter2")).toBe(secrets === "keep");
      expect(proxy.toText().includes('"masked":true')).toBe(secrets === "mask");
    }
  });

  it("what is no RESP is passed on as it is, from both sides", async () => {
    const clock = new VirtualClock();
    const bad = scriptedNetwork(async (peer) => {
      await peer.next();
      peer.reply("+good\r\n?bad");
      await peer.delay(1);
      peer.reply("worse");
      await peer.neverAnswer();
    }, clock.environment);
    const proxy = new RecordingProxy(bad.transport, target, { environment: clock.environment });
    const opening = RawConnection.open(proxy.transport(), target);
    await clock.settle();
    const client = await opening;
    client.tolerant = true;
    client.send("PING");
    await clock.advance(1);
    client.write(new TextEncoder().encode("*1\r\n:5\r\nrest"));
    await clock.settle();
    expect(client.chunks.map(latin1).join("")).toBe("+good\r\n?badworse");
    expect(lines(proxy).slice(2)).toEqual([
      "1 reply 0 +good|",
      "1 raw ?bad",
      "1 raw worse",
      "1 raw *1|:5|rest",
    ]);
    await expect(bad.close()).resolves.toBeUndefined();
  });

  it("half a reply of a server that goes", async () => {
    const clock = new VirtualClock();
    const half = scriptedNetwork(async (peer) => {
      await peer.next();
      peer.replyPart("$5\r\nvalue\r\n", 7);
      peer.halfClose();
      await peer.closed;
    }, clock.environment);
    const proxy = new RecordingProxy(half.transport, target, { environment: clock.environment });
    const opening = RawConnection.open(proxy.transport(), target);
    await clock.settle();
    const client = await opening;
    client.send("PING");
    await clock.settle();
    expect(client.chunks.map(latin1)).toEqual(["$5\r\nval"]);
    expect(client.closed).toBe(true);
    expect(lines(proxy).slice(2)).toEqual(["1 raw $5|val", "1 close server"]);
    await half.close();
  });

  it("a server that is not there, and one that goes", async () => {
    const { clock, server, proxy, connect } = scene();
    const client = await connect();
    server.killConnections();
    await clock.settle();
    expect(client.closed).toBe(true);
    await server.stop();
    const second = await connect();
    await clock.settle();
    expect(second.closed).toBe(true);
    expect(lines(proxy)).toEqual(["1 open", "1 close server", "2 open", "2 close server"]);
  });

  it("refuses options that are none", () => {
    const server = new EmbeddedServer();
    const make = (options: object) => () => new RecordingProxy(server.transport(), target, options);
    expect(make({ secrets: "show" })).toThrow(/"secrets"/);
    expect(make({ nope: 1 })).toThrow(/"nope"/);
  });
});

describe("faults", () => {
  /** Sends SET, GET and ECHO with a fault on GET; what arrives, by millisecond. */
  async function talk(
    fault: ProxyFault,
  ): Promise<{ heard: string[]; client: RawConnection } & Scene> {
    const asked: ProxiedCommand[] = [];
    const all = scene({
      faults: (command) => {
        asked.push(command);
        return command.name === "GET" ? fault : undefined;
      },
    });
    const client = await all.connect();
    client.tolerant = true;
    client.send("SET", "k", "value");
    client.send("get", "k");
    client.send("ECHO", "end");
    const heard: string[] = [];
    for (let ms = 0; ms <= 40; ms += 1) {
      await all.clock.advance(ms === 0 ? 0 : 1);
      for (const chunk of client.chunks.splice(0)) {
        heard.push(`${ms}: ${latin1(chunk).replaceAll("\r\n", "|")}`);
      }
    }
    const closesAt = fault.kind === "close" && fault.when === "before" ? 2 : 3;
    expect(asked.map(({ connection, index, name }) => `${connection}/${index} ${name}`)).toEqual(
      ["1/0 SET", "1/1 GET", "1/2 ECHO"].slice(0, closesAt),
    );
    return { heard, client, ...all };
  }

  const cases: readonly (readonly [ProxyFault, readonly string[]])[] = [
    [{ kind: "delay", ms: 10 }, ["0: +OK|", "10: $5|value|", "10: $3|end|"]],
    [{ kind: "late", ms: 10 }, ["0: +OK|", "0: $3|end|", "10: $5|value|"]],
    [
      { kind: "split", after: [3, 1], pauseMs: 4 },
      ["0: +OK|", "0: $", "4: 5\r", "8: \nvalue|", "8: $3|end|"],
    ],
    [{ kind: "split", after: [99] }, ["0: +OK|", "0: $5|value|", "0: $3|end|"]],
    [
      { kind: "trickle", bytes: 4, everyMs: 10 },
      ["0: +OK|", "0: $5|", "10: valu", "20: e|", "20: $3|end|"],
    ],
    [{ kind: "cut", afterBytes: 6 }, ["0: +OK|", "0: $5|va"]],
    [{ kind: "garbage" }, ["0: +OK|", "0: !!no resp|\0|", "0: $3|end|"]],
    [{ kind: "garbage", bytes: "?" }, ["0: +OK|", "0: ?", "0: $3|end|"]],
    [{ kind: "extra", bytes: "+more\r\n" }, ["0: +OK|", "0: $5|value|+more|", "0: $3|end|"]],
    [{ kind: "drop" }, ["0: +OK|", "0: $3|end|"]],
    [{ kind: "lose" }, ["0: +OK|", "0: $3|end|"]],
    [{ kind: "replace", bytes: "-LOADING\r\n" }, ["0: +OK|", "0: -LOADING|", "0: $3|end|"]],
    [{ kind: "close", when: "after" }, ["0: +OK|"]],
  ];

  it.each(cases)("%j", async (fault, expected) => {
    const { heard, client, server, proxy, clock } = await talk(fault);
    expect(heard).toEqual(expected);
    const executed = fault.kind === "lose" || fault.kind === "replace" ? 2 : 3;
    expect(server.commandsProcessed).toBe(executed);
    expect(lines(proxy).filter((line) => line.startsWith("1 fault 1 "))).toHaveLength(1);
    const breaks = fault.kind === "cut" || fault.kind === "close";
    expect(client.closed).toBe(breaks);
    expect(lines(proxy).includes("1 close fault")).toBe(breaks);
    expect(clock.pending).toBe(0);
  });

  it("close before: what came with it is not answered, and it is not executed", async () => {
    const { client, server } = await talk({ kind: "close", when: "before" });
    expect(client.closed).toBe(true);
    expect(server.commandsProcessed).toBeLessThan(2);
  });

  it("a replaced command waits for the replies before it", async () => {
    const { clock, proxy, connect } = scene({
      faults: ({ name }) => (name === "GET" ? { kind: "replace", bytes: "+own\r\n" } : undefined),
    });
    const client = await connect();
    client.send("BLPOP", "list", "1");
    client.send("GET", "k");
    await clock.advance(999);
    expect(client.frames).toEqual([]);
    await clock.advance(1);
    expect(client.frames.map(show)).toEqual(["*-1", "+own"]);
    proxy.close();
    await clock.settle();
    expect(client.closed).toBe(true);
  });
});

describe("replay", () => {
  async function recorded(): Promise<ReturnType<typeof parseRecording>> {
    const { clock, proxy, connect } = scene();
    const client = await connect();
    const other = await connect();
    client.send("AUTH", "default", "secret");
    client.send("SET", "k", "1");
    await clock.advance(3);
    client.send("GET", "k");
    await clock.settle();
    client.send("BLPOP", "list", "0");
    await clock.advance(20);
    other.send("RPUSH", "list", "x");
    await clock.settle();
    client.send("SUBSCRIBE", "c");
    await clock.settle();
    other.send("PUBLISH", "c", "hello");
    await clock.settle();
    client.close();
    other.close();
    await clock.settle();
    return parseRecording(proxy.toText());
  }

  it("strictly: the same commands hear the same, pushes too", async () => {
    const recording = await recorded();
    const network = scriptedNetwork(replayScript(recording));
    const client = await RawConnection.open(network.transport, target);
    expect(await client.call("AUTH", "default", "another")).toMatch(/^[+-]/);
    expect(await client.call("set", "k", "1")).toBe("+OK");
    expect(await client.call("GET", "k")).toBe("$1");
    expect(await client.call("BLPOP", "list", "0")).toBe("*[$list $x]");
    expect(await client.call("SUBSCRIBE", "c")).toBe("*[$subscribe $c :1]");
    expect(await client.reply()).toBe("*[$message $c $hello]");
    const second = await RawConnection.open(network.transport, target);
    expect(await second.call("RPUSH", "list", "x")).toBe(":1");
    client.close();
    second.close();
    await network.close();
  });

  it.each([
    [
      ["GET", "k"],
      "Command 0 was AUTH with 2 arguments when recorded, and is GET with 1 arguments",
    ],
    [["AUTH", "default"], "Command 0 was AUTH with 2 arguments"],
  ])("strictly: %j fails the script", async (words, message) => {
    const network = scriptedNetwork(replayScript(await recorded()));
    const client = await RawConnection.open(network.transport, target);
    client.send(...words);
    await client.end();
    await expect(network.close()).rejects.toThrow(message);
  });

  it("strictly: neither more commands nor more connections than were recorded", async () => {
    const { clock, proxy, connect } = scene();
    (await connect()).send("PING");
    await clock.settle();
    for (const extra of ["command", "connection"]) {
      const network = scriptedNetwork(replayScript(proxy.recording));
      const client = await RawConnection.open(network.transport, target);
      expect(await client.call("PING")).toBe("+PONG");
      if (extra === "command") client.send("PING");
      const other =
        extra === "command" ? client : await RawConnection.open(network.transport, target);
      await other.end();
      await expect(network.close()).rejects.toThrow("never recorded");
    }
  });

  it("by matching: any order, on any connection; the unknown is an error", async () => {
    const network = scriptedNetwork(replayScript(await recorded(), { match: "command" }));
    for (let connection = 0; connection < 3; connection += 1) {
      const client = await RawConnection.open(network.transport, target);
      expect(await client.call("GET", "k")).toBe("$1");
      expect(await client.call("RPUSH", "list", "x")).toBe(":1");
      expect(await client.call("GET", "K")).toMatch(/^-ERR no reply was recorded/);
      expect(await client.call("auth", "x", "y")).toMatch(/^[+-]/);
      client.close();
    }
    await network.close();
  });

  it("by matching: replies to the same words come in their order, the last again and again", async () => {
    const { clock, proxy, connect } = scene();
    const client = await connect();
    for (let time = 0; time < 3; time += 1) client.send("INCR", "n");
    await clock.settle();
    const network = scriptedNetwork(replayScript(proxy.recording, { match: "command" }));
    const again = await RawConnection.open(network.transport, target);
    const replies = [];
    for (let time = 0; time < 4; time += 1) replies.push(await again.call("incr", "n"));
    expect(replies).toEqual([":1", ":2", ":3", ":3"]);
    again.close();
    await network.close();
  });

  it("with the recorded timing, on a clock", async () => {
    const recording = await recorded();
    const clock = new VirtualClock();
    const network = scriptedNetwork(
      replayScript(recording, { match: "command", timing: true }),
      clock.environment,
    );
    const opening = RawConnection.open(network.transport, target);
    await clock.settle();
    const client = await opening;
    client.send("BLPOP", "list", "0");
    await clock.advance(19);
    expect(client.frames).toEqual([]);
    await clock.advance(1);
    expect(client.frames.map(show)).toEqual(["*[$list $x]"]);
    client.close();
    await clock.settle();
    await network.close();
  });
});
