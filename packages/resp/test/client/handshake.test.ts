// How a connection introduces itself, what it falls back from, and what it takes for an answer.

import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { type Answer, resp2Handshake, resp3Handshake } from "../support/fake-server.ts";
import { stage, watch } from "../support/setup.ts";

const secret = "hunter2-never-printed";

/** A handshake in which one command is answered otherwise. */
function except(name: string, text: string, base: Answer = resp3Handshake): Answer {
  return (words, peer) => (words[0] === name ? text : base(words, peer));
}

describe("the handshake", () => {
  it("goes out in one write: AUTH, HELLO 3 without it, SELECT, CLIENT SETNAME", async () => {
    const { client, server } = stage({
      username: "app",
      password: secret,
      db: 4,
      clientName: "web-1",
    });
    await client.connect();
    expect(server.received).toEqual([
      ["AUTH", "app", secret],
      ["HELLO", "3"],
      ["SELECT", "4"],
      ["CLIENT", "SETNAME", "web-1"],
    ]);
    expect(server.deliveries).toBe(1);
  });

  it("has AUTH with one argument where there is no username", async () => {
    const { client, server } = stage({ password: secret, protocol: 2 });
    await client.connect();
    expect(server.received).toEqual([["AUTH", secret]]);
  });

  it("takes everything from an address", async () => {
    const { client, server } = stage({ url: "redis://us%40er:p%3Aw@localhost:7000/2" });
    await client.connect();
    expect(server.received).toContainEqual(["AUTH", "us@er", "p:w"]);
    expect(server.received).toContainEqual(["SELECT", "2"]);
  });

  it.each([
    ["an unknown command", "-ERR unknown command 'HELLO', with args beginning with: '3'\r\n"],
    ["NOPROTO", "-NOPROTO unsupported protocol version\r\n"],
    ["NOPERM", "-NOPERM this user has no permissions to run the 'hello' command\r\n"],
  ])("falls back to RESP2 on %s", async (_name, text) => {
    const { client, server } = stage();
    const protocols: number[] = [];
    client.on((event) => {
      if (event.type === "connect") protocols.push(event.protocol);
    });
    server.handshake = except("HELLO", text);
    await client.connect();
    expect(protocols).toEqual([2]);
    expect(server.peers).toHaveLength(1);
  });

  it("falls back to RESP2 when the server closes the connection at HELLO", async () => {
    const { client, server } = stage();
    server.handshake = (words, peer) => {
      if (words[0] !== "HELLO") return resp2Handshake(words, peer);
      peer.link.destroy();
      return undefined;
    };
    await client.connect();
    expect(server.peers).toHaveLength(2);
    expect(server.received.filter(([name]) => name === "HELLO")).toHaveLength(1);
  });

  it.each([
    ["7.2.4", true],
    ["8.0.0", true],
    ["7.0.15", false],
  ])("tells a server of version %s which library this is: %s", async (version, told) => {
    const { client, clock, server } = stage();
    const hello = `%2\r\n$7\r\nversion\r\n$${version.length}\r\n${version}\r\n$5\r\nproto\r\n:3\r\n`;
    server.handshake = except("HELLO", hello);
    server.answer = (words) => (words[0] === "CLIENT" ? "-ERR unknown subcommand\r\n" : "_\r\n");
    await client.connect();
    const command = watch(client.get("k"));
    await clock.settle();
    const setinfo = ["CLIENT", "SETINFO", "LIB-NAME", "respite"];
    expect(server.received.some((words) => words.join(" ") === setinfo.join(" "))).toBe(told);
    expect(command.outcome).toBeNull();
  });

  it("with protocol 3 takes a refusal for final", async () => {
    const { client, clock, server } = stage({ protocol: 3 });
    server.handshake = resp2Handshake;
    const command = watch(client.get("k"));
    await clock.settle();
    expect(command.outcome).toMatchObject({ code: "UNSUPPORTED" });
    expect((command.outcome as Error).message).toContain("protocol");
    expect(server.peers).toHaveLength(1);
  });

  it.each([
    ["AUTH", "-WRONGPASS invalid username-password pair or user is disabled.\r\n", /password/],
    ["AUTH", "-ERR invalid password\r\n", /password/],
    ["AUTH", "-ERR Client sent AUTH, but no password is set\r\n", /no password set/],
    [
      "HELLO",
      "-NOAUTH HELLO must be called with the client already authenticated\r\n",
      /wants a password/,
    ],
  ])("does not fall back on %s %s", async (command, text, advice) => {
    const { client, clock, server } = stage({ password: secret });
    server.handshake = except(command, text);
    const outcome = watch(client.get("k"));
    await clock.settle();
    expect(outcome.outcome).toMatchObject({ code: "AUTH_FAILED" });
    expect((outcome.outcome as Error).message).toMatch(advice);
    // A fixed password is no better the second time.
    expect(server.peers).toHaveLength(1);
  });

  it("reports a database the server does not have", async () => {
    const { client, clock, server } = stage({ db: 99 });
    server.handshake = except("SELECT", "-ERR DB index is out of range\r\n");
    const outcome = watch(client.get("k"));
    await clock.settle();
    expect(outcome.outcome).toMatchObject({ code: "REFUSED" });
    expect((outcome.outcome as Error).message).toContain("99");
  });

  it("takes a full server for a passing state", async () => {
    const { client, clock, server } = stage();
    let full = true;
    server.handshake = (words, peer) => {
      if (!full) return resp3Handshake(words, peer);
      queueMicrotask(() => peer.link.end());
      return "-ERR max number of clients reached\r\n";
    };
    server.answer = () => "_\r\n";
    const command = watch(client.get("k"));
    await clock.advance(1000);
    full = false;
    await clock.advance(1000);
    expect(command.outcome).toBeNull();
  });

  it("asks credentials() for each connection, and once more when they were refused", async () => {
    const passwords = ["old", "new"];
    let asked = 0;
    const { client, server } = stage({
      credentials: () => {
        const password = passwords[Math.min(asked, 1)];
        asked += 1;
        return { username: "app", password };
      },
    });
    server.handshake = (words, peer) =>
      words[0] === "AUTH" && words[2] !== "new"
        ? "-WRONGPASS invalid username-password pair\r\n"
        : resp3Handshake(words, peer);
    await client.connect();
    expect(asked).toBe(2);
  });
});

describe("no secret is printed", () => {
  it("in any error, at any depth", async () => {
    const { client, clock, server } = stage({ username: "app", password: secret });
    const errors: unknown[] = [];
    const attempt = async (handshake: Answer): Promise<void> => {
      server.handshake = handshake;
      const command = watch(client.call(["SET", "k", secret], { timeoutMs: 300 }));
      await clock.advance(2000);
      errors.push(command.outcome);
    };
    await attempt(except("AUTH", "-WRONGPASS no\r\n"));
    await attempt(
      except(
        "AUTH",
        `-ERR unknown command 'AUTH', with args beginning with: 'app' '${secret}'\r\n`,
      ),
    );
    await attempt(except("HELLO", `-NOPERM no\r\n`));
    server.answer = () =>
      `-ERR unknown command 'SET', with args beginning with: 'k' '${secret}'\r\n`;
    await attempt(resp3Handshake);
    server.answer = () => ":12a\r\n";
    await attempt(resp3Handshake);
    expect(errors).toHaveLength(5);
    for (const error of errors) {
      expect(error).toBeInstanceOf(Error);
      expect(inspect(error, { depth: 12, showHidden: true })).not.toContain(secret);
    }
    expect(inspect(client, { depth: 3 })).not.toContain(secret);
  });
});
