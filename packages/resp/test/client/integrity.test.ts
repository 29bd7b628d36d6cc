// integrityCheckEvery: proof, behind every n-th command, that replies still reach those who asked.

import { describe, expect, it } from "vitest";
import { incr } from "@respite/resp";
import { bulk } from "../support/fake-server.ts";
import { stage, watch } from "../support/setup.ts";

type Stage = ReturnType<typeof stage>;

/** Answers GET with the key's own value, ECHO with what was said, INCR with 1. */
function honest(words: readonly string[]): string {
  if (words[0] === "GET") return bulk(`value of ${words[1]}`);
  return words[0] === "ECHO" ? bulk(words[1] ?? "") : ":1\r\n";
}

function alarms({ client }: Stage): unknown[] {
  const heard: unknown[] = [];
  client.on((event) => {
    if (event.type === "integrity-violation") heard.push(event);
  });
  return heard;
}

const violation = { code: "INTEGRITY_VIOLATION", maybeExecuted: true };

describe.each([2, 3] as const)("under RESP%i", (protocol) => {
  it("is off by default: no ECHO is sent", async () => {
    const { client, server } = stage({ protocol });
    server.answer = honest;
    for (let n = 0; n < 50; n += 1) await client.get("k");
    expect(server.received.some(([name]) => name === "ECHO")).toBe(false);
  });

  it("puts an ECHO behind every n-th command, in the same write, counted nowhere", async () => {
    const { client, server } = stage({ protocol, integrityCheckEvery: 3 });
    server.answer = honest;
    await client.connect();
    const { deliveries } = server;
    await Promise.all(["a", "b", "c", "d", "e", "f", "g"].map((key) => client.get(key)));
    expect(server.deliveries - deliveries).toBe(1);
    const names = server.peer.commands.map(([name]) => name).slice(1);
    expect(names).toEqual(["GET", "GET", "GET", "ECHO", "GET", "GET", "GET", "ECHO", "GET"]);
    const numbers = server.peer.commands
      .filter(([name]) => name === "ECHO")
      .map(([, said]) => said);
    expect(new Set(numbers).size).toBe(3);
    expect(client.stats()).toMatchObject({ commands: 7, replies: 7, pending: 0 });
  });

  it("a command answered twice ends the connection: what is in flight is lost, maybe executed", async () => {
    const all = stage({ protocol, integrityCheckEvery: 1 });
    const heard = alarms(all);
    all.server.answer = (words) => {
      if (words[0] !== "GET") return words[0] === "ECHO" ? honest(words) : undefined;
      return honest(words) + honest(words);
    };
    await all.client.connect();
    const first = watch(all.client.get("a"));
    const behind = [watch(all.client.incr("n")), watch(all.client.incr("m"))];
    await all.clock.settle();
    expect(first.outcome).toBe("value of a");
    for (const { outcome } of behind) expect(outcome).toMatchObject(violation);
    expect(all.server.peers[0]?.closed).toBe(true);
    expect(heard).toEqual([
      {
        type: "integrity-violation",
        endpoint: "127.0.0.1:6379",
        error: expect.objectContaining({ code: "INTEGRITY_VIOLATION" }),
      },
    ]);
    all.server.answer = honest;
    const next = watch(all.client.get("b"));
    await all.clock.advance(1000);
    expect(next.outcome).toBe("value of b");
  });

  it("swapped replies are found at the next check, and nothing is repeated", async () => {
    const all = stage({ protocol, integrityCheckEvery: 3 });
    const heard = alarms(all);
    all.server.answer = honest;
    await all.client.connect();
    all.server.answer = () => undefined;
    const reads = ["a", "b", "c", "d"].map((key) => watch(all.client.get(key)));
    await all.clock.settle();
    const echo = all.server.peer.commands.find(
      ([name, said]) => name === "ECHO" && said !== "respite",
    );
    // c's reply and the check's come in the wrong order.
    all.server.peer.say(bulk("a") + bulk("b") + bulk(echo?.[1] ?? "") + bulk("c") + bulk("d"));
    await all.clock.advance(2000);
    expect(reads[3]?.outcome).toMatchObject(violation);
    expect(heard).toHaveLength(1);
    expect(all.server.received.filter(([name]) => name === "GET")).toHaveLength(4);
  });

  it("tells the replies of two connections apart", async () => {
    const all = stage({ protocol, integrityCheckEvery: 1, sharedConnections: 2 });
    const heard = alarms(all);
    all.server.answer = (words) => (words[1] === "respite" ? honest(words) : undefined);
    const reads = [watch(all.client.get("a")), watch(all.client.get("b"))];
    await all.clock.settle();
    const [one, two] = all.server.peers;
    const checkOf = (peer: typeof one): string => bulk(peer?.commands.at(-1)?.[1] ?? "");
    one?.say(bulk("v") + checkOf(two));
    two?.say(bulk("v") + checkOf(one));
    await all.clock.settle();
    expect(reads.map(({ outcome }) => outcome)).toEqual(["v", "v"]);
    expect(heard).toHaveLength(2);
  });

  it("does not come between the commands of a transaction", async () => {
    const { client, server } = stage({ protocol, integrityCheckEvery: 1 });
    server.answer = (words) => {
      if (words[0] === "ECHO") return honest(words);
      if (words[0] === "MULTI") return "+OK\r\n";
      return words[0] === "EXEC" ? "*1\r\n:1\r\n" : "+QUEUED\r\n";
    };
    expect(await client.transaction([incr("n")])).toEqual([1]);
    expect(server.peer.commands.map(([name]) => name)).toEqual(["ECHO", "MULTI", "INCR", "EXEC"]);
  });

  it("checks leased connections too, and keeps them in the pool", async () => {
    const { client, server } = stage({
      protocol,
      integrityCheckEvery: 1,
      mode: "exclusive",
      poolSize: 1,
    });
    server.answer = honest;
    await client.get("a");
    await client.get("b");
    expect(server.peer.commands.map(([name]) => name)).toEqual([
      "ECHO",
      "GET",
      "ECHO",
      "GET",
      "ECHO",
    ]);
    expect(server.peers.filter(({ closed }) => closed)).toEqual([]);
  });

  it("takes a server that is loading for one that proves nothing", async () => {
    const all = stage({ protocol, integrityCheckEvery: 1 });
    const heard = alarms(all);
    let loading = false;
    all.server.answer = (words) => (loading ? "-LOADING not yet\r\n" : honest(words));
    await all.client.connect();
    loading = true;
    const read = watch(all.client.get("a"));
    await all.clock.settle();
    loading = false;
    await all.clock.advance(1000);
    expect(read.outcome).toBe("value of a");
    expect(heard).toEqual([]);
  });

  it("says at once that the user may not ECHO", async () => {
    const { client, server } = stage({ protocol, integrityCheckEvery: 1 });
    server.answer = (words) => (words[0] === "ECHO" ? "-NOPERM no permission\r\n" : honest(words));
    await expect(client.get("k")).rejects.toMatchObject({
      code: "REFUSED",
      message: expect.stringContaining("integrityCheckEvery"),
    });
  });
});
