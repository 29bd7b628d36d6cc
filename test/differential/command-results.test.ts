// Every command once on a real server, under RESP2 and RESP3, in text and in bytes: the same typed result
// under either protocol. And no command of the server is silently absent.

import { type Client, type Command, createClient, type Lease, ReplyError } from "@respite/resp";
import * as respite from "@respite/resp";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { noteServer, type RedisServer, serverOnPath, startRedis } from "../harness/index.ts";
import { type Call, Refusal } from "./calls/call.ts";
import { calls, unrun } from "./calls/index.ts";

/** Commands without a descriptor, and why. */
const absent: Readonly<Record<string, string>> = {
  AUTH: "the client authenticates by its options",
  HELLO: "the client speaks it by itself",
  RESET: "it would undo what the client has set up",
  QUIT: "close()",
  "CLIENT|REPLY": "a command without a reply can't be told from a lost one",
  SUBSCRIBE: "subscribe()",
  PSUBSCRIBE: "psubscribe()",
  SSUBSCRIBE: "ssubscribe()",
  UNSUBSCRIBE: "close() of a subscription",
  PUNSUBSCRIBE: "close() of a subscription",
  SUNSUBSCRIBE: "close() of a subscription",
  MONITOR: "monitor()",
  SYNC: "between servers",
  PSYNC: "between servers",
  REPLCONF: "between servers",
};

const found = serverOnPath();
// The tables speak of this version: another one has other commands and other refusals.
const real = found?.name === "redis-server" && found.version.startsWith("7.0.");

function nameOf(command: Command<unknown>, containers: ReadonlySet<string>): string {
  const [first = "", second = ""] = command.args.map(String);
  return containers.has(first) && second !== "" ? `${first}|${second}` : first;
}

describe.runIf(real)("every command on redis-server 7.0", () => {
  let server: RedisServer;
  let cluster: RedisServer;
  const clients = new Map<string, Client>();

  beforeAll(async () => {
    server = await startRedis({ acl: [], args: ["--enable-debug-command", "yes"] });
    cluster = await startRedis({ args: ["--cluster-enabled", "yes"] });
  });

  beforeEach((context) => {
    noteServer(context, { name: "redis-server", version: server.version });
  });

  afterAll(async () => {
    await Promise.all([...clients.values()].map((client) => client.close()));
    await server[Symbol.asyncDispose]();
    await cluster[Symbol.asyncDispose]();
  });

  function clientOf(group: string, protocol: 2 | 3): Client {
    const { url } = group === "clusters" ? cluster : server;
    const made = clients.get(url + protocol) ?? createClient({ url, protocol });
    clients.set(url + protocol, made);
    return made;
  }

  async function resultOf(client: Client, one: Call, strings: "utf8" | "bytes"): Promise<unknown> {
    return await client.lease(async (lease: Lease) => {
      await lease.call(["FLUSHALL"]);
      const { command } = one;
      const made = typeof command === "function" ? await command(client) : command;
      for (const args of one.before) await lease.call(args);
      return await lease.run(made, { strings }).catch((error: unknown) => error);
    });
  }

  describe.each(Object.keys(calls))("%s", (group) => {
    const rows = calls[group] ?? [];
    it.each(
      rows.map((one, index) => {
        const { command } = one;
        const words = typeof command === "function" ? "made" : command.args.join(" ");
        return [`#${index} ${words.slice(0, 80)}`, one] as const;
      }),
    )("%s", async (_, one) => {
      const [two, three] = [clientOf(group, 2), clientOf(group, 3)];
      for (const client of [two, three]) {
        const result = await resultOf(client, one, "utf8");
        if (one.result instanceof Refusal) {
          expect(result).toBeInstanceOf(ReplyError);
          expect(String(result)).toMatch(one.result.message);
        } else expect(result).toEqual(one.result);
      }
      const bytes = await resultOf(two, one, "bytes");
      const others = await resultOf(three, one, "bytes");
      expect(shapeOf(bytes)).toEqual(shapeOf(others));
    });
  });

  it("no command is silently absent", async () => {
    const client = clientOf("servers", 3);
    const details = await client.command();
    // oxlint-disable-next-line oxc/no-map-spread -- a list of names, made once.
    const known = details.flatMap((one) => {
      if (one === null) return [];
      const inner = one.subcommands.map(({ name }) => name.toUpperCase());
      const own = one.name.toUpperCase();
      // COMMAND alone is both a command and a container.
      return inner.length > 0 && own !== "COMMAND" ? inner : [own, ...inner];
    });
    const containers = new Set(
      known.filter((name) => name.includes("|")).map((name) => name.slice(0, name.indexOf("|"))),
    );
    const made = [...Object.values(calls).flat(), ...unrun].map(({ command }) =>
      typeof command === "function" ? undefined : command,
    );
    const called = made.flatMap((command) =>
      command === undefined ? [] : nameOf(command, containers),
    );
    // Their rows ask the server for an argument first.
    called.push("RESTORE", "FUNCTION|RESTORE", "SAVE", "BGSAVE", "BGREWRITEAOF");
    called.push("CLUSTER|COUNT-FAILURE-REPORTS", "CLUSTER|REPLICAS", "CLUSTER|SLAVES");
    expect([...new Set([...called, ...Object.keys(absent)])].toSorted()).toEqual(
      [...new Set(known)].toSorted(),
    );
  });
});

it("every descriptor is a method too, but for those of a connection alone", () => {
  const leaseOnly = [
    ...["asking", "readonly", "readwrite", "select", "multi", "exec", "discard", "unwatch"],
    ...["clientCaching", "clientNoEvict", "clientSetname", "clientTracking"],
    "scriptDebug",
  ];
  const others = new Set([
    ...["bytes", "keysOf", "nodeTransport"],
    ...["connectionFactory", "createClient", "createPool"],
  ]);
  const descriptors = Object.entries(respite).filter(
    ([name, value]) =>
      typeof value === "function" &&
      /^[a-z]/.test(name) &&
      !others.has(name) &&
      !name.startsWith("is"),
  );
  const { prototype } = respite.Client;
  const left = descriptors
    .map(([name]) => name.replace(/^evaluate/, "eval"))
    .filter((name) => !(name in prototype));
  expect(left.toSorted()).toEqual(leaseOnly.toSorted());
  expect(descriptors.length).toBeGreaterThan(300);
});

/** What differs from run to run, counters and clocks, by kind alone. */
function shapeOf(value: unknown): unknown {
  if (value instanceof Uint8Array)
    return new TextDecoder().decode(value).replaceAll(/[\d.]+/g, "0");
  if (typeof value === "string") return "string";
  if (typeof value === "number" || typeof value === "bigint") return "number";
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== "object" || value === null || value instanceof Error) return String(value);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shapeOf(part)]));
}
