// Credentials over time: asked for each connection, and told to those that are open when they change.

import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { type Answer, resp2Handshake, resp3Handshake } from "../support/fake-server.ts";
import { stage, watch } from "../support/setup.ts";

/** A server with one valid password, and what it answers besides. */
function guarded(all: ReturnType<typeof stage>, protocol: 2 | 3) {
  const door = { password: "old", authentications: 0 };
  const greet = protocol === 3 ? resp3Handshake : resp2Handshake;
  const handshake: Answer = (words, peer) => {
    if (words[0] !== "AUTH") return greet(words, peer);
    door.authentications += 1;
    return words.at(-1) === door.password ? "+OK\r\n" : "-WRONGPASS invalid password\r\n";
  };
  all.server.handshake = handshake;
  all.server.answer = () => "$1\r\nv\r\n";
  return door;
}

describe.each([2, 3] as const)("under RESP%i", (protocol) => {
  function rotating(more: Parameters<typeof stage>[0] = {}) {
    const asked = { times: 0, password: "old" };
    const credentials = (): { username: string; password: string } => {
      asked.times += 1;
      return { username: "app", password: asked.password };
    };
    const all = stage({ protocol, credentials, ...more });
    return { ...all, asked, door: guarded(all, protocol) };
  }

  it("re-authenticates shared and resting connections in place", async () => {
    const { client, server, asked, door } = rotating();
    await client.get("k");
    await client.lease((lease) => lease.call(["GET", "k"]));
    expect(server.peers).toHaveLength(2);
    door.password = asked.password = "new";
    await client.reauthenticate();
    expect(asked.times).toBe(3);
    expect(server.received.filter(([, , password]) => password === "new")).toHaveLength(2);
    await client.get("k");
    expect(server.peers).toHaveLength(2);
    expect(server.peers.every(({ closed }) => !closed)).toBe(true);
  });

  it("waits with a lent connection until it is given back: nothing comes between its commands", async () => {
    const { client, server, asked, door } = rotating({ poolSize: 1 });
    server.answer = (words) => (words[0] === "EXEC" ? "*0\r\n" : "+OK\r\n");
    await client.lease(async (lease) => {
      await lease.call(["MULTI"]);
      door.password = asked.password = "new";
      await client.reauthenticate();
      await lease.call(["EXEC"]);
    });
    await client.lease((lease) => lease.call(["GET", "k"]));
    expect(server.received.map(([name, , last]) => (name === "AUTH" ? last : name))).toEqual(
      ["old", "HELLO", "MULTI", "EXEC", "new", "GET"].filter(
        (name) => protocol === 3 || name !== "HELLO",
      ),
    );
    expect(server.peers).toHaveLength(1);
  });

  it("catches up with a connection that was being opened meanwhile", async () => {
    const { client, clock, server, asked, door } = rotating();
    const plain = server.handshake;
    let held = "";
    server.handshake = (words, peer) => {
      held += plain(words, peer) ?? "";
      return "";
    };
    const connecting = client.connect();
    await clock.settle();
    server.handshake = plain;
    door.password = asked.password = "new";
    await client.reauthenticate();
    expect(server.received.some(([, , last]) => last === "new")).toBe(false);
    server.peer.say(held);
    await connecting;
    await client.get("k");
    expect(server.received.some(([name, , last]) => name === "AUTH" && last === "new")).toBe(true);
  });

  it("rejects if the server refuses, after asking once more, and breaks nothing", async () => {
    const { client, server, asked } = rotating();
    await client.get("k");
    asked.password = "never accepted";
    const error: Error = await client.reauthenticate().then(
      () => expect.unreachable(),
      (reason: Error) => reason,
    );
    expect(error).toMatchObject({ code: "AUTH_FAILED" });
    expect(inspect(error, { depth: 10 })).not.toContain("never accepted");
    expect(asked.times).toBe(3);
    expect(await client.get("k")).toBe("v");
    expect(server.peers).toHaveLength(1);
  });

  it("needs no answer from a connection that is lost meanwhile", async () => {
    const { client, clock, server, asked, door } = rotating();
    await client.get("k");
    door.password = asked.password = "new";
    server.handshake = () => undefined;
    server.answer = () => undefined;
    const done = watch(client.reauthenticate());
    await clock.settle();
    server.peer.link.destroy();
    await clock.settle();
    expect(done.outcome).toBeUndefined();
  });

  it("has nothing to say where there is no password", async () => {
    const { client, server } = stage({ protocol });
    server.answer = () => "$1\r\nv\r\n";
    await client.get("k");
    await client.reauthenticate();
    expect(server.received.some(([name]) => name === "AUTH")).toBe(false);
  });

  it("asks a subscriber only where the protocol lets it answer", async () => {
    const { client, server, asked, door } = rotating();
    const plain = server.handshake;
    server.answer = () => `${protocol === 3 ? ">" : "*"}3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n`;
    await client.subscribe("c");
    door.password = asked.password = "new";
    server.handshake = plain;
    await client.reauthenticate();
    const asks = server.received.filter(([name, , last]) => name === "AUTH" && last === "new");
    expect(asks).toHaveLength(protocol === 3 ? 1 : 0);
    expect(server.peer.closed).toBe(false);
  });
});

describe("credentials()", () => {
  it("that fails is tried again with back-off, and is named", async () => {
    let fails = true;
    const { client, clock, server } = stage({
      credentials: () => {
        if (fails) throw new Error("the vault is sealed");
        return { password: "p" };
      },
    });
    server.answer = () => "$1\r\nv\r\n";
    const command = watch(client.get("k"));
    const late = watch(client.get("k", { timeoutMs: 300 }));
    await clock.advance(400);
    expect(late.outcome).toMatchObject({
      code: "COMMAND_TIMEOUT",
      message: expect.stringContaining("credentials() failed"),
    });
    fails = false;
    await clock.advance(1000);
    expect(command.outcome).toBe("v");
  });

  it("that never answers is given up after dialTimeoutMs, and with the client", async () => {
    const { client, clock } = stage({
      dialTimeoutMs: 200,
      credentials: () => new Promise(() => {}),
    });
    const connecting = watch(client.connect());
    await clock.advance(220);
    expect(connecting.outcome).toMatchObject({
      code: "CONNECT_TIMEOUT",
      message: expect.stringContaining("credentials()"),
    });
    void client.get("k").catch(() => {});
    await clock.settle();
    client.destroy();
    await clock.advance(20);
    expect(clock.pending).toBe(0);
  });

  it.each([[null], ["secret"], [{ password: 5 }], [{ username: "app" }], [{ password: "" }]])(
    "that gives %j is a terminal error that says what is wanted, and prints nothing",
    async (given) => {
      const { client, server } = stage({ credentials: () => given as never });
      await expect(client.get("k")).rejects.toMatchObject({
        code: "REFUSED",
        message: expect.stringContaining("credentials() must give"),
      });
      expect(server.peers).toHaveLength(0);
    },
  );

  it.each([
    ["a fixed password is tried once", undefined, 1],
    ["credentials() are asked once more", (): { password: string } => ({ password: "p" }), 2],
  ])("%s when it is refused", async (_title, credentials, attempts) => {
    const { client, clock, server } = stage(
      credentials === undefined ? { password: "p" } : { credentials },
    );
    server.handshake = (words, peer) =>
      words[0] === "AUTH" ? "-WRONGPASS no\r\n" : resp2Handshake(words, peer);
    await expect(client.get("k")).rejects.toMatchObject({ code: "AUTH_FAILED" });
    expect(server.received.filter(([name]) => name === "AUTH")).toHaveLength(attempts);
    await clock.advance(60_000);
    expect(server.received.filter(([name]) => name === "AUTH")).toHaveLength(attempts);
    expect(clock.pending).toBe(0);
  });
});
