// The faulty server itself, in memory and over TCP: a script that is not followed must fail loudly, or
// every test built on it would pass for nothing.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Certificates, certificates } from "../../../../test/harness/index.ts";
import {
  type PeerScript,
  type ScriptedPeer,
  scriptedNetwork,
  VirtualClock,
} from "../../src/testing/index.ts";
import { scriptedServer } from "../../src/testing/node/index.ts";
import { nodeTransport } from "../../src/transport/node.ts";
import { latin1, RawConnection, show } from "./raw-connection.ts";

interface Opened {
  connect(): Promise<RawConnection>;
  readonly peers: readonly ScriptedPeer[];
  close(): Promise<void>;
}

const kinds: Record<string, (script: PeerScript) => Promise<Opened>> = {
  memory: async (script) => {
    const network = scriptedNetwork(script);
    return {
      connect: () => RawConnection.open(network.transport, { host: "any", port: 1 }),
      peers: network.peers,
      close: () => network.close(),
    };
  },
  node: async (script) => {
    const server = await scriptedServer(script);
    return {
      connect: () => RawConnection.open(nodeTransport(), server),
      peers: server.peers,
      close: () => server.close(),
    };
  },
};

describe.each(Object.entries(kinds))("scripted server, %s", (_kind, open) => {
  it("expects and replies, whole and byte by byte", async () => {
    const server = await open(async (peer) => {
      await peer.expect(["PING"]);
      peer.reply("+PONG\r\n");
      await peer.expect(["GET", "k"]);
      await peer.replyBytewise("$5\r\nvalue\r\n");
    });
    const client = await server.connect();
    expect(await client.call("ping")).toBe("+PONG");
    expect(await client.call("GET", "k")).toBe("$value");
    await server.close();
  });

  it("another command than expected fails the script and ends the connection", async () => {
    const server = await open((peer) => peer.expect(["PING"]));
    const client = await server.connect();
    client.send("GET", "k");
    await client.end();
    await expect(server.close()).rejects.toThrow("expected PING, got GET k");
  });

  it("takes handshakes, and tells connections apart", async () => {
    const server = await open(async (peer, index) => {
      const command = await peer.handshake(([name]) => name === "GET");
      peer.reply(`+${command[1]}${index}\r\n`);
    });
    for (const index of [0, 1]) {
      const client = await server.connect();
      expect(await client.call("HELLO", "3")).toMatch(/^%/);
      expect(await client.call("SELECT", "1")).toBe("+OK");
      expect(await client.call("GET", "connection")).toBe(`+connection${index}`);
    }
    expect(server.peers.length).toBe(2);
    await server.close();
  });

  it.each(["halfClose", "reset"] as const)("%s is seen by the client", async (how) => {
    const server = await open(async (peer) => {
      await peer.next();
      peer[how]();
      await peer.closed;
    });
    const client = await server.connect();
    client.send("PING");
    await client.end();
    expect(server.peers[0]?.commands).toEqual([["PING"]]);
    await server.close();
  });

  it("a client that goes away ends the script without a failure", async () => {
    const server = await open(async (peer) => {
      await peer.next();
    });
    const client = await server.connect();
    client.close();
    await expect.poll(() => server.peers[0]?.isClosed).toBe(true);
    await server.close();
  });

  it("bytes of the client that are no RESP are the script's failure", async () => {
    const server = await open(async (peer) => {
      await peer.next();
    });
    const client = await server.connect();
    client.write(new TextEncoder().encode("GET k\r\n"));
    await client.end();
    await expect(server.close()).rejects.toThrow("no valid RESP");
  });
});

describe.each(Object.entries(kinds))("faults, %s", (kind, open) => {
  /** In memory the pieces come as they were sent; TCP may join them, and never cuts elsewhere. */
  function expectPieces(chunks: readonly Uint8Array[], sizes: readonly number[]): void {
    if (kind === "memory") expect(chunks.map((chunk) => chunk.length)).toEqual(sizes);
    const endsOf = (lengths: readonly number[]): number[] =>
      lengths.map((_, index) => lengths.slice(0, index + 1).reduce((sum, one) => sum + one, 0));
    const sent = endsOf(sizes);
    const arrived = endsOf(chunks.map((chunk) => chunk.length));
    expect(sent).toEqual(expect.arrayContaining(arrived));
    expect(arrived.at(-1)).toBe(sent.at(-1));
  }

  /** Opens a server for one connection and hands both back. */
  async function connected(script: PeerScript): Promise<{ server: Opened; client: RawConnection }> {
    const server = await open(script);
    return { server, client: await server.connect() };
  }

  it("a reply is split where the script says", async () => {
    const { server, client } = await connected(async (peer) => {
      await peer.next();
      await peer.replySplit("$5\r\nvalue\r\n", [10, 3]);
    });
    expect(await client.call("GET", "k")).toBe("$value");
    expectPieces(client.chunks, [3, 7, 1]);
    await server.close();
  });

  it("a reply trickles", async () => {
    const { server, client } = await connected(async (peer) => {
      await peer.next();
      await peer.trickle("$5\r\nvalue\r\n", { bytes: 4, everyMs: 5 });
      await peer.trickle("+never\r\n", { bytes: 0 });
    });
    expect(await client.call("GET", "k")).toBe("$value");
    expectPieces(client.chunks, [4, 4, 3]);
    await client.end();
    await expect(server.close()).rejects.toThrow('"bytes" must be 1 or more, got 0');
  });

  it("a part of a reply, then the end", async () => {
    const { server, client } = await connected(async (peer) => {
      await peer.next();
      peer.replyPart("$5\r\nvalue\r\n", 6);
      peer.halfClose();
      await peer.closed;
    });
    client.send("GET", "k");
    await client.end();
    expect(client.frames).toEqual([]);
    expect(client.chunks.map(latin1).join("")).toBe("$5\r\nva");
    await server.close();
  });

  it("no answer at all, and a late one", async () => {
    const { server, client } = await connected(async (peer, index) => {
      await peer.next();
      if (index === 0) await peer.neverAnswer();
      else await peer.replyLate("+late\r\n", 20);
    });
    client.send("GET", "k");
    const second = await server.connect();
    expect(await second.call("GET", "k")).toBe("+late");
    expect(client.chunks).toEqual([]);
    expect(server.peers[0]?.commands).toEqual([["GET", "k"]]);
    client.close();
    await server.close();
  });

  it("a reply nobody has asked for", async () => {
    const { server, client } = await connected(async (peer) => {
      await peer.next();
      peer.replyWithExtra("+asked\r\n", "+not asked\r\n");
    });
    expect(await client.call("GET", "k")).toBe("+asked");
    expect(await client.reply()).toBe("+not asked");
    await server.close();
  });

  it("garbage is no RESP", async () => {
    const { server, client } = await connected(async (peer) => {
      await peer.next();
      peer.garbage();
    });
    client.tolerant = true;
    client.send("GET", "k");
    await client.until(() => client.broken !== undefined, "garbage");
    expect(String(client.broken)).toContain("ProtocolError");
    client.close();
    await server.close();
  });

  it("a paused server reads nothing until it goes on", async () => {
    const { server, client } = await connected(async (peer) => {
      await peer.next();
      peer.pause();
      peer.reply("+paused\r\n");
      await peer.delay(20);
      expect(peer.commands.length).toBe(1);
      peer.resume();
      await peer.expect(["GET", "second"]);
      peer.reply("+second\r\n");
    });
    expect(await client.call("GET", "first")).toBe("+paused");
    expect(await client.call("GET", "second")).toBe("+second");
    await server.close();
  });

  it("there is no record to cut without TLS", async () => {
    const { server, client } = await connected(async (peer) => {
      await peer.next();
      peer.cutRecord("+PONG\r\n");
    });
    client.send("PING");
    await client.end();
    await expect(server.close()).rejects.toThrow("needs a server with `tls`");
  });
});

describe("in memory, on a virtual clock", () => {
  it("delays are the clock's, to the millisecond", async () => {
    const clock = new VirtualClock();
    const network = scriptedNetwork(async (peer) => {
      await peer.next();
      await peer.replyLate("+late\r\n", 60_000);
      await peer.trickle("+slow\r\n", { bytes: 3, everyMs: 10_000 });
    }, clock.environment);
    const opening = RawConnection.open(network.transport, { host: "any", port: 1 });
    await clock.settle();
    const client = await opening;
    client.send("GET", "k");
    await clock.advance(59_999);
    expect(client.chunks).toEqual([]);
    await clock.advance(1);
    expect(client.chunks.map(latin1)).toEqual(["+late\r\n", "+sl"]);
    await clock.advance(10_000);
    expect(client.chunks.at(-1)?.length).toBe(3);
    await clock.advance(10_000);
    expect(client.frames.map(show)).toEqual(["+late", "+slow"]);
    await clock.advance(10_000);
    expect(clock.pending).toBe(0);
    await network.close();
  });

  it("a client that goes ends a delay, and leaves no timer", async () => {
    const clock = new VirtualClock();
    const network = scriptedNetwork((peer) => peer.delay(60_000), clock.environment);
    const opening = RawConnection.open(network.transport, { host: "any", port: 1 });
    await clock.settle();
    expect(clock.pending).toBe(1);
    (await opening).close();
    await clock.settle();
    expect(clock.pending).toBe(0);
    await network.close();
  });
});

describe("over TLS", () => {
  let set: Certificates;
  beforeAll(async () => {
    set = await certificates();
  });
  afterAll(() => {
    set[Symbol.dispose]();
  });

  const connect = ({ host, port }: { host: string; port: number }): Promise<RawConnection> =>
    RawConnection.open(nodeTransport(), { host, port, tls: { ca: set.ca.cert } });

  it("replies, whole and trickling", async () => {
    const server = await scriptedServer(
      async (peer) => {
        await peer.expect(["PING"]);
        await peer.trickle("+PONG\r\n", { bytes: 2 });
        await peer.next();
        peer.halfClose();
        await peer.closed;
      },
      { tls: set.server },
    );
    const client = await connect(server);
    expect(await client.call("PING")).toBe("+PONG");
    client.send("BYE");
    await client.end();
    await server.close();
  });

  it.each([0, 1, 7, 200])("is cut in the handshake, behind %i bytes", async (bytes) => {
    const { cert, key } = set.server;
    const server = await scriptedServer(() => {}, {
      tls: { cert, key, cutHandshakeAfterBytes: bytes },
    });
    await expect(connect(server)).rejects.toBeInstanceOf(Error);
    expect(server.accepted).toBe(0);
    await server.close();
  });

  it.each([1, 5, 10, 1_000_000])("is cut in a record, behind %i bytes", async (bytes) => {
    const server = await scriptedServer(
      async (peer) => {
        await peer.next();
        peer.reply("+whole\r\n");
        await peer.next();
        peer.cutRecord("+cut\r\n", bytes);
        await peer.closed;
      },
      { tls: set.server },
    );
    const client = await connect(server);
    expect(await client.call("GET", "k")).toBe("+whole");
    client.send("GET", "k");
    await client.end();
    expect(client.frames).toEqual([]);
    expect(client.chunks.length).toBe(1);
    await server.close();
  });
});
