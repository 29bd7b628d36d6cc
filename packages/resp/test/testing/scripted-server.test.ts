// The faulty server itself, in memory and over TCP: a script that is not followed must fail loudly, or
// every test built on it would pass for nothing.

import { describe, expect, it } from "vitest";
import { type PeerScript, type ScriptedPeer, scriptedNetwork } from "../../src/testing/index.ts";
import { scriptedServer } from "../../src/testing/node/index.ts";
import { nodeTransport } from "../../src/transport/node.ts";
import { RawConnection } from "./raw-connection.ts";

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
