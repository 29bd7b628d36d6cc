// What the embedded server has beyond a real one: its own clock, inspection, faults, restarts. That its
// replies are a real server's is shown by the differential tests.

import { createHash } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { encodeCommand } from "../../src/codec/index.ts";
import { EmbeddedServer, type EmbeddedServerOptions } from "../../src/testing/index.ts";
import { listenOnNode } from "../../src/testing/node/index.ts";
import { sha1Hex } from "../../src/testing/server/sha1.ts";
import { nodeTransport } from "../../src/transport/node.ts";
import { RawConnection, show } from "./raw-connection.ts";

const target = { host: "embedded", port: 6379 };

const opened: RawConnection[] = [];
afterEach(() => {
  for (const connection of opened.splice(0)) connection.close();
});

async function connect(server: EmbeddedServer, protocol: 2 | 3 = 2): Promise<RawConnection> {
  const connection = await RawConnection.open(server.transport(), target);
  opened.push(connection);
  if (protocol === 3) await connection.call("HELLO", "3");
  return connection;
}

describe("time", () => {
  it("keys expire on the server's clock, and DBSIZE and TIME follow it", async () => {
    const server = new EmbeddedServer({ environment: { now: () => 1_000_000 } });
    const client = await connect(server);
    await client.call("SET", "k", "v", "PX", "100");
    server.clock.advance(100);
    expect(await client.call("GET", "k")).toBe("$v");
    expect(await client.call("PTTL", "k")).toBe(":0");
    server.clock.advance(1);
    expect(await client.call("DBSIZE")).toBe(":0");
    expect(await client.call("GET", "k")).toBe("$-1");
    expect(await client.call("TIME")).toBe("*[$1000 $101000]");
  });

  it("the earliest deadline is kept by one background timer", async () => {
    const timers = new Map<number, { callback: () => void; delayMs: number }>();
    let now = 0;
    let last = 0;
    const server = new EmbeddedServer({
      environment: {
        now: () => now,
        setTimer: (callback, delayMs) => {
          last += 1;
          timers.set(last, { callback, delayMs });
          return last;
        },
        clearTimer: (handle) => {
          timers.delete(handle as number);
        },
      },
    });
    const pushes: string[] = [];
    const client = await connect(server, 3);
    await client.call("CLIENT", "TRACKING", "ON", "BCAST");
    await client.call("SET", "late", "v", "PX", "500");
    await client.call("SET", "early", "v", "PX", "50");
    expect([...timers.values()].map(({ delayMs }) => delayMs)).toEqual([51]);
    pushes.push(await client.push(), await client.push());
    now = 51;
    const [[handle, timer] = []] = timers;
    timers.delete(handle ?? 0);
    timer?.callback();
    expect(await client.push()).toBe(">[$invalidate *[$early]]");
    expect([...timers.values()].map(({ delayMs }) => delayMs)).toEqual([450]);
    expect(server.keys()).toEqual(["late"]);
  });

  it("whoever set the deadline hears of the expiry, even with NOLOOP", async () => {
    const server = new EmbeddedServer();
    const client = await connect(server, 3);
    await client.call("CLIENT", "TRACKING", "ON", "BCAST", "NOLOOP");
    await client.call("SET", "k", "v", "PX", "1000");
    server.clock.advance(1001);
    expect(await client.push()).toBe(">[$invalidate *[$k]]");
  });
});

describe("behind the clients' backs", () => {
  it("keys can be looked at, set and deleted; tracking clients hear of it", async () => {
    const server = new EmbeddedServer();
    const client = await connect(server, 3);
    await client.call("CLIENT", "TRACKING", "ON", "BCAST", "PREFIX", "k");
    server.set(0, "k", "v", 5000);
    expect(await client.push()).toBe(">[$invalidate *[$k]]");
    expect(server.get(0, "k")).toEqual(new TextEncoder().encode("v"));
    expect(server.pttl(0, "k")).toBeGreaterThan(4000);
    expect(server.delete(0, "k")).toBe(true);
    expect(server.delete(0, "k")).toBe(false);
    expect(await client.push()).toBe(">[$invalidate *[$k]]");
    server.flushAll();
    expect(await client.push()).toBe(">[$invalidate _]");
    await client.call("LPUSH", "list", "x");
    expect(() => server.get(0, "list")).toThrow("The key holds a list.");
    expect(() => server.keys(16)).toThrow("There is no database 16.");
  });

  it("connections show what clients have set", async () => {
    const server = new EmbeddedServer({ users: { alice: { password: "pw" } } });
    const client = await connect(server, 3);
    await client.call("AUTH", "alice", "pw");
    await client.call("CLIENT", "SETNAME", "me");
    await client.call("SELECT", "3");
    expect(server.connections).toMatchObject([
      { name: "me", protocol: 3, databaseIndex: 3, user: "alice", tracking: false },
    ]);
    client.close();
    await expect.poll(() => server.connections.length).toBe(0);
  });
});

describe("faults", () => {
  it("delays a command and those behind it, and nobody else's", async () => {
    const server = new EmbeddedServer();
    const slow = await connect(server);
    const quick = await connect(server);
    server.onCommand((_connection, name) => (name === "GET" ? { delayMs: 20 } : undefined));
    slow.send("GET", "k");
    slow.send("PING");
    await quick.call("SET", "k", "v");
    expect(slow.frames).toEqual([]);
    expect([await slow.reply(), await slow.reply()]).toEqual(["$v", "+PONG"]);
  });

  it("answers with other bytes, or not at all", async () => {
    const server = new EmbeddedServer();
    const client = await connect(server);
    const stop = server.onCommand((_connection, name, [key]) => {
      if (name === "GET") return { reply: new TextEncoder().encode("-LOADING wait\r\n") };
      return name === "SET" && key !== undefined ? "ignore" : undefined;
    });
    client.send("SET", "k", "v");
    expect(await client.call("GET", "k")).toBe("-LOADING wait");
    stop();
    expect(await client.call("GET", "k")).toBe("$-1");
  });

  it("executes and loses the reply, or closes instead of it", async () => {
    const server = new EmbeddedServer();
    const client = await connect(server);
    server.onCommand((_connection, name) => {
      if (name === "INCR") return "lose-reply";
      if (name === "DECR") return "close";
      return name === "APPEND" ? "close-after" : undefined;
    });
    client.send("INCR", "n");
    expect(await client.call("GET", "n")).toBe("$1");
    client.send("APPEND", "n", "1");
    await client.end();
    const next = await connect(server);
    expect(await next.call("GET", "n")).toBe("$11");
    next.send("DECR", "n");
    await next.end();
    expect(server.get(0, "n")).toEqual(new TextEncoder().encode("11"));
  });

  it("bytes that are no command: an error, then the end", async () => {
    const server = new EmbeddedServer();
    const client = await connect(server);
    client.write(new TextEncoder().encode("*1\r\n:1\r\n"));
    await client.until(() => client.frames.length > 0, "the error");
    expect(await client.reply()).toMatch(/^-ERR Protocol error/);
    await client.end();
  });

  it("refuses more clients than it may have", async () => {
    const server = new EmbeddedServer({ maxClients: 1 });
    await connect(server);
    const second = await connect(server);
    expect(await second.reply()).toBe("-ERR max number of clients reached");
    await second.end();
  });

  it("CLIENT PAUSE holds commands back, WRITE only those that write", async () => {
    const server = new EmbeddedServer();
    const client = await connect(server);
    const other = await connect(server);
    await client.call("CLIENT", "PAUSE", "100000", "WRITE");
    expect(await client.call("GET", "k")).toBe("$-1");
    client.send("SET", "k", "v");
    client.send("GET", "k");
    expect(await other.call("GET", "k")).toBe("$-1");
    await other.call("CLIENT", "UNPAUSE");
    expect([await client.reply(), await client.reply()]).toEqual(["+OK", "$v"]);
    await client.call("CLIENT", "PAUSE", "20");
    expect(await client.call("GET", "k")).toBe("$v");
  });

  it("CLIENT KILL ends one connection, its own after the answer", async () => {
    const server = new EmbeddedServer();
    const client = await connect(server);
    const victim = await connect(server);
    const id = (await victim.call("CLIENT", "ID")).slice(1);
    expect(await client.call("CLIENT", "KILL", "ID", id)).toBe(":1");
    await victim.end();
    const own = (await client.call("CLIENT", "ID")).slice(1);
    expect(await client.call("CLIENT", "KILL", "ID", own, "SKIPME", "no")).toBe(":1");
    await client.end();
  });

  it("CLIENT REPLY OFF and SKIP", async () => {
    const client = await connect(new EmbeddedServer());
    client.send("CLIENT", "REPLY", "SKIP");
    client.send("PING");
    expect(await client.call("PING", "1")).toBe("$1");
    client.send("CLIENT", "REPLY", "OFF");
    client.send("PING");
    expect(await client.call("CLIENT", "REPLY", "ON")).toBe("+OK");
    expect(await client.call("PING", "2")).toBe("$2");
  });
});

describe("pushes", () => {
  it("never lie inside a frame: those of an EXEC and of one's own PUBLISH come behind it", async () => {
    const server = new EmbeddedServer();
    const client = await connect(server, 3);
    await client.call("CLIENT", "TRACKING", "ON");
    await client.call("GET", "a");
    client.send("SUBSCRIBE", "c");
    await client.push();
    client.send("MULTI");
    client.send("SET", "a", "1");
    client.send("PUBLISH", "c", "m");
    client.send("GET", "a");
    client.send("EXEC");
    await client.until(() => client.frames.length === 5, "five replies");
    expect(client.frames.map(show).at(-1)).toBe("*[+OK :1 $1]");
    expect(client.pushes.map(show)).toEqual([">[$invalidate *[$a]]", ">[$message $c $m]"]);
  });

  it("broadcasts of one pipeline come as one message", async () => {
    const server = new EmbeddedServer();
    const reader = await connect(server, 3);
    const writer = await connect(server);
    await reader.call("CLIENT", "TRACKING", "ON", "BCAST", "PREFIX", "a");
    const commands = ["a1", "b", "a2"].map((key) => encodeCommand(["SET", key, "v"]));
    const bytes = new Uint8Array(commands.reduce((sum, one) => sum + one.length, 0));
    let at = 0;
    for (const one of commands) {
      bytes.set(one, at);
      at += one.length;
    }
    writer.write(bytes);
    expect(await reader.push()).toBe(">[$invalidate *[$a1 $a2]]");
  });

  it("a redirection to a client that is gone is told once per invalidation", async () => {
    const server = new EmbeddedServer();
    const client = await connect(server, 3);
    const ear = await connect(server, 3);
    const id = (await ear.call("CLIENT", "ID")).slice(1);
    await client.call("CLIENT", "TRACKING", "ON", "BCAST", "REDIRECT", id);
    ear.close();
    await expect.poll(() => server.connections.length).toBe(1);
    await client.call("SET", "k", "v");
    expect(await client.push()).toBe(`>[$tracking-redir-broken :${id}]`);
  });
});

describe("inspection", () => {
  it("shows values of every type as copies", async () => {
    const server = new EmbeddedServer();
    const client = await connect(server);
    await client.call("SET", "s", "text");
    await client.call("HSET", "h", "f", "v");
    await client.call("RPUSH", "l", "a", "b");
    await client.call("SADD", "m", "x");
    await client.call("ZADD", "z", "2", "b", "1", "a");
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
    expect(server.inspect(0, "s")).toEqual({ type: "string", value: bytes("text") });
    expect(server.inspect(0, "h")).toEqual({ type: "hash", value: new Map([["f", bytes("v")]]) });
    expect(server.inspect(0, "l")).toEqual({ type: "list", value: [bytes("a"), bytes("b")] });
    expect(server.inspect(0, "m")).toEqual({ type: "set", value: new Set(["x"]) });
    const scores = server.inspect(0, "z");
    expect(scores).toEqual({
      type: "zset",
      value: new Map([
        ["a", 1],
        ["b", 2],
      ]),
    });
    await client.call("ZADD", "z", "3", "c");
    expect(scores?.type === "zset" && scores.value.size).toBe(2);
    expect(server.inspect(0, "none")).toBeUndefined();
  });
});

describe("scans of collections", () => {
  it("see each member that stays, whatever comes and goes between pages", async () => {
    const client = await connect(new EmbeddedServer());
    const stays = Array.from({ length: 300 }, (_unused, at) => `stays${at}`);
    await client.call("SADD", "s", ...stays, "goes");
    const seen: string[] = [];
    let cursor = "0";
    let pages = 0;
    do {
      const page = await client.callFrame("SSCAN", "s", cursor, "COUNT", "20");
      const [next, members] = page.type === "array" ? page.items : [];
      if (next?.type !== "bulk" || members?.type !== "array") throw new Error("not a page");
      cursor = show(next).slice(1);
      seen.push(...members.items.map((item) => show(item).slice(1)));
      pages += 1;
      await client.call("SREM", "s", "goes", `comes${pages - 1}`);
      await client.call("SADD", "s", `comes${pages}`);
    } while (cursor !== "0");
    expect(pages).toBeGreaterThan(10);
    expect(seen.filter((member) => member.startsWith("stays")).toSorted()).toEqual(
      stays.toSorted(),
    );
  });
});

describe("versions", () => {
  it("one like 5.0 knows neither HELLO nor tracking nor ACL names", async () => {
    const server = new EmbeddedServer({ version: "5.0.14" });
    const client = await connect(server);
    expect(await client.call("HELLO", "3")).toBe(
      "-ERR unknown command `HELLO`, with args beginning with: `3`, ",
    );
    expect(await client.call("CLIENT", "TRACKING", "ON")).toMatch(/^-ERR Unknown subcommand or/);
    expect(await client.call("INFO", "server")).toContain("redis_version:5.0.14");
  });

  it.each([
    ["5.0.14", ["AUTH", "x"], "-ERR Client sent AUTH, but no password is set"],
    ["5.0.14", ["AUTH", "default", "x"], "-ERR wrong number of arguments for 'auth' command"],
    ["5.0.14", ["SET", "k", "v", "KEEPTTL"], "-ERR syntax error"],
    ["6.0.0", ["SET", "k", "v", "KEEPTTL"], "+OK"],
    ["5.0.14", ["SCAN", "0", "TYPE", "string"], "-ERR syntax error"],
    ["5.0.14", ["BLPOP", "k", "0.1"], "-ERR timeout is not an integer or out of range"],
    ["6.0.0", ["SET", "k", "v", "GET"], "-ERR syntax error"],
    ["6.2.0", ["SET", "k", "v", "GET"], "$-1"],
    ["6.2.0", ["SET", "k", "v", "NX", "GET"], "-ERR syntax error"],
    ["7.0.15", ["SET", "k", "v", "NX", "GET"], "$-1"],
    ["6.0.0", ["HELLO"], "-ERR wrong number of arguments for 'hello' command"],
    ["6.0.0", ["LPOP", "k", "1"], "-ERR wrong number of arguments for 'lpop' command"],
    ["6.0.0", ["FLUSHALL", "SYNC"], "-ERR syntax error"],
    ["6.0.0", ["ZRANGE", "k", "0", "1", "BYSCORE"], "-ERR syntax error"],
    ["6.0.0", ["ZADD", "k", "GT", "1", "a"], "-ERR syntax error"],
    ["6.0.0", ["ZADD", "k", "1", "GT"], ":1"],
    ["6.2.0", ["ZADD", "k", "GT", "1", "a"], ":1"],
    ["6.2.0", ["EXPIRE", "k", "1", "NX"], "-ERR wrong number of arguments for 'expire' command"],
    ["6.2.0", ["CONFIG", "GET", "a", "b"], /^-ERR Unknown subcommand or wrong number of arguments/],
    ["6.2.0", ["SINTERCARD", "1", "k"], /^-ERR unknown command `SINTERCARD`/],
    ["6.2.0", ["ACL", "WHOAMI"], "$default"],
    // What 6.2.6 itself says.
    ["6.2.6", ["SETEX", "k", "0", "v"], "-ERR invalid expire time in setex"],
    ["6.2.6", ["GETEX", "k", "EX", "0"], "$-1"],
    ["6.2.6", ["MSET", "a", "1", "b"], "-ERR wrong number of arguments for MSET"],
    ["6.2.6", ["MSETNX", "a", "1", "b"], "-ERR wrong number of arguments for MSET"],
    ["6.2.6", ["MSET"], "-ERR wrong number of arguments for 'mset' command"],
    ["6.2.6", ["ZUNION", "0", "a"], "-ERR at least 1 input key is needed for zunion"],
    ["6.2.6", ["LPOS", "k", "x", "RANK", "0"], /from the second, \.\.\.$/],
    ["6.2.6", ["LPOP", "k", "2"], "$-1"],
    ["6.2.6", ["RPOP", "k", "0"], "*-1"],
    ["6.2.6", ["ZPOPMIN", "k", "-1"], "*[]"],
    ["6.2.6", ["ZPOPMIN", "k", "x"], "-ERR value is not an integer or out of range"],
    ["6.2.6", ["HINCRBYFLOAT", "k", "f", "inf"], "-ERR increment would produce NaN or Infinity"],
    ["6.2.6", ["CLIENT", "KILL", "ID", "0"], ":0"],
    ["6.2.6", ["CLIENT", "KILL", "ID", "x"], "-ERR value is not an integer or out of range"],
    ["7.0.15", ["SETEX", "k", "0", "v"], "-ERR invalid expire time in 'setex' command"],
    ["7.0.15", ["MSETNX", "a", "1", "b"], "-ERR wrong number of arguments for 'msetnx' command"],
    ["7.0.15", ["LPOP", "k", "2"], "*-1"],
    ["7.0.15", ["ZPOPMIN", "k", "-1"], "-ERR value is out of range, must be positive"],
    ["7.0.15", ["HINCRBYFLOAT", "k", "f", "inf"], "-ERR value is NaN or Infinity"],
    ["7.0.15", ["CLIENT", "KILL", "ID", "0"], "-ERR client-id should be greater than 0"],
    ["7.0.15", ["ZRANK", "k", "a", "WITHSCORE"], /^-ERR wrong number of arguments for 'zrank'/],
    ["7.2.4", ["ZRANK", "k", "a", "WITHSCORE"], "*-1"],
    ["7.2.4", ["CLIENT", "NO-TOUCH", "ON"], "+OK"],
  ] as const)("%s says to %j: %s", async (version, words, expected) => {
    const client = await connect(new EmbeddedServer({ version }));
    expect(await client.call(...words)).toEqual(
      typeof expected === "string" ? expected : expect.stringMatching(expected),
    );
  });

  it("scores have 17 digits before 7.2, and the shortest spelling since", async () => {
    for (const [version, score] of [
      ["7.0.15", "$0.10000000000000001"],
      ["7.2.4", "$0.1"],
    ] as const) {
      const client = await connect(new EmbeddedServer({ version }));
      await client.call("ZADD", "k", "0.1", "a");
      expect(await client.call("ZSCORE", "k", "a")).toBe(score);
    }
  });

  it("whole scores since 7.2 have all their digits, up to 62 bits", async () => {
    const client = await connect(new EmbeddedServer({ version: "7.4.1" }));
    for (const [given, said] of [
      ["50000000000000008", "$50000000000000008"],
      ["4611686018427387904", "$4611686018427387904"],
      ["9223372036854775807", "$9223372036854776000"],
      ["1e30", "$1e+30"],
    ] as const) {
      await client.call("ZADD", "k", given, "a");
      expect(await client.call("ZSCORE", "k", "a")).toBe(said);
    }
  });

  it("Valkey refuses to unsubscribe who has not subscribed", async () => {
    const client = await connect(new EmbeddedServer({ product: "valkey", version: "8.0.1" }));
    expect(await client.call("SUNSUBSCRIBE")).toBe(
      "-NOSUB 'sunsubscribe' command executed not in subscribed mode",
    );
    expect(await client.call("SUBSCRIBE", "a")).toBe("*[$subscribe $a :1]");
    expect(await client.call("SUNSUBSCRIBE")).toMatch(/^\*\[\$sunsubscribe/);
  });

  it("HELLO before AUTH, in the words of the version", async () => {
    for (const [version, words] of [
      ["7.0.15", "otherwise the HELLO AUTH <user>"],
      ["7.4.1", "otherwise the HELLO <proto> AUTH <user>"],
    ] as const) {
      const client = await connect(new EmbeddedServer({ version, password: "pw" }));
      expect(await client.call("HELLO", "3")).toContain(words);
    }
  });

  it("a password before there were users", async () => {
    const client = await connect(new EmbeddedServer({ version: "5.0.14", password: "pw" }));
    expect(await client.call("AUTH", "wrong")).toBe("-ERR invalid password");
    expect(await client.call("AUTH", "pw")).toBe("+OK");
    expect(await client.call("AUTH", "wrong")).toBe("-ERR invalid password");
    expect(await client.call("GET", "k")).toBe("-NOAUTH Authentication required.");
  });

  it("one like Valkey says so, and for which Redis it can stand", async () => {
    const client = await connect(new EmbeddedServer({ product: "valkey" }));
    const info = await client.call("INFO", "server");
    expect(info).toContain("server_name:valkey\r\nvalkey_version:8.0.1");
    expect(info).toContain("redis_version:7.2.4");
    expect(await client.call("HELLO", "3")).toContain("$server $valkey $version $8.0.1");
  });

  it("one like 7.2 knows CLIENT SETINFO", async () => {
    const client = await connect(new EmbeddedServer({ version: "7.2.4" }));
    expect(await client.call("CLIENT", "SETINFO", "LIB-NAME", "respite")).toBe("+OK");
    expect(await client.call("CLIENT", "SETINFO", "LIB-NAME", "a b")).toMatch(/^-ERR lib-name/);
    expect(await client.call("CLIENT", "LIST")).toContain("lib-name=respite");
  });

  it("a user who may not say HELLO is told so", async () => {
    const users = { default: { denied: ["hello"] } };
    const client = await connect(new EmbeddedServer({ users }));
    expect(await client.call("HELLO", "3")).toBe(
      "-NOPERM this user has no permissions to run the 'hello' command",
    );
  });
});

describe("scripts", () => {
  it("run by their source or their digest, with the replies Lua would give", async () => {
    const server = new EmbeddedServer();
    const source = "-- stands for a script";
    const sha = server.registerScript(source, ({ keys, args, call }) => {
      call("SET", keys[0] ?? "", args[0] ?? "");
      return [1.9, "text", true, false, null, [call("GET", keys[0] ?? "")], { ok: "FINE" }];
    });
    const client = await connect(server);
    expect(await client.call("EVALSHA", sha, "1", "k", "v")).toMatch(/^-NOSCRIPT/);
    const reply = "*[:1 $text :1 $-1 $-1 *[$v] +FINE]";
    expect(await client.call("EVAL", source, "1", "k", "v")).toBe(reply);
    expect(await client.call("EVALSHA", sha, "1", "k", "v")).toBe(reply);
    await server.stop();
    await server.start();
    const next = await connect(server);
    expect(await next.call("EVALSHA", sha, "1", "k", "v")).toMatch(/^-NOSCRIPT/);
    expect(await next.call("EVAL", source, "1", "k", "v")).toBe(reply);
  });

  it("an error of an inner command ends the script; an unknown script is named", async () => {
    const server = new EmbeddedServer();
    const sha = server.registerScript("x", ({ call }) => call("INCR", "text"));
    const client = await connect(server);
    await client.call("SET", "text", "abc");
    expect(await client.call("EVAL", "x", "0")).toMatch(/^-ERR value is not an integer/);
    expect(await client.call("SCRIPT", "EXISTS", sha)).toBe("*[:1]");
    expect(await client.call("EVAL", "return 1", "0")).toMatch(
      /register a handler for script e0e1f9/,
    );
  });

  it.each(["", "abc", "a".repeat(55), "a".repeat(56), "a".repeat(64), "ü".repeat(1000)])(
    "SHA-1 of %#",
    (text) => {
      const expected = createHash("sha1").update(text).digest("hex");
      expect(sha1Hex(new TextEncoder().encode(text))).toBe(expected);
    },
  );
});

describe.each(["memory", "node"] as const)("restart, %s", (kind) => {
  it("connections break, nobody answers, then it is back, empty, under a new run id", async () => {
    const server = new EmbeddedServer();
    const listener = kind === "node" ? await listenOnNode(server) : undefined;
    const open = (): Promise<RawConnection> =>
      listener === undefined
        ? RawConnection.open(server.transport(), target)
        : RawConnection.open(nodeTransport(), { host: listener.host, port: listener.port });
    const client = await open();
    await client.call("SET", "k", "v");
    const { runId } = server;
    expect(runId).toMatch(/^[0-9a-f]{40}$/);
    await server.stop();
    await client.end();
    await expect(open()).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await server.start();
    const next = await open();
    expect(await next.call("EXISTS", "k")).toBe(":0");
    expect(server.runId).not.toBe(runId);
    expect(await next.call("INFO", "server")).toContain(`run_id:${server.runId}`);
    server.killConnections();
    await next.end();
    await (listener === undefined ? server.stop() : listener.close());
    await expect(open()).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});

describe("SCAN", () => {
  it("sees every key that stays, once, while others come and go", async () => {
    const server = new EmbeddedServer();
    const client = await connect(server);
    for (let n = 0; n < 500; n += 1) server.set(0, `stays:${n}`, "v");
    for (let n = 0; n < 500; n += 1) server.set(0, `goes:${n}`, "v");
    const seen: string[] = [];
    let cursor = "0";
    let round = 0;
    do {
      const reply = await client.callFrame("SCAN", cursor, "MATCH", "stays:*", "COUNT", "7");
      const [next, keys] = reply.type === "array" ? reply.items : [];
      cursor = next === undefined ? "0" : show(next).slice(1);
      if (keys?.type === "array") seen.push(...keys.items.map(show));
      server.delete(0, `goes:${round}`);
      server.set(0, `new:${round}`, "v");
      round += 1;
    } while (cursor !== "0" && round < 1000);
    expect(seen.length).toBe(500);
    expect(new Set(seen).size).toBe(500);
  });
});

describe("options", () => {
  const wrong: [EmbeddedServerOptions, RegExp][] = [
    [{ databases: 0 }, /"databases" must be an integer from 1/],
    [{ version: "seven" }, /"version" must be like/],
    [{ port: 1 } as EmbeddedServerOptions, /unknown option "port"/],
  ];
  it.each(wrong)("%o", (options, message) => {
    expect(() => new EmbeddedServer(options)).toThrow(message);
  });
});
