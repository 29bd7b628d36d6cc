// Giving up in the midst of connecting over real sockets: the peer sees the end at once.

import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createClient, type ClientOptions } from "@respite/resp";
import { describe, expect, it } from "vitest";

/** A server that accepts and never says anything. */
async function muteServer() {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on("error", () => {}));
    socket.resume();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    port: (server.address() as AddressInfo).port,
    sockets,
    [Symbol.asyncDispose]: async (): Promise<void> => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

const stages: [name: string, options: ClientOptions][] = [
  ["the TLS handshake", { tls: true }],
  ["the RESP3 handshake", { protocol: 3 }],
  ["the RESP2 handshake", { protocol: 2 }],
];

describe.each(stages)("in %s", (_name, options) => {
  it.each(["destroy", "close"] as const)("%s ends the socket and all that wait", async (end) => {
    await using server = await muteServer();
    const client = createClient({ port: server.port, ...options });
    const connecting = client.connect().catch((error: unknown) => error);
    const command = client.get("k").catch((error: unknown) => error);
    await expect.poll(() => server.sockets.length).toBe(1);
    if (end === "destroy") client.destroy();
    else await client.close({ timeoutMs: 50 });
    expect(await connecting).toMatchObject({ code: "CLIENT_CLOSED" });
    expect(await command).toMatchObject({ code: "CLIENT_CLOSED" });
    await expect
      .poll(() =>
        server.sockets.every(({ readableEnded, destroyed }) => readableEnded || destroyed),
      )
      .toBe(true);
    expect(server.sockets).toHaveLength(1);
  });

  it("dialTimeoutMs ends the socket", async () => {
    await using server = await muteServer();
    await using client = createClient({ port: server.port, dialTimeoutMs: 100, ...options });
    await expect(client.connect()).rejects.toMatchObject({ code: "CONNECT_TIMEOUT" });
    const [socket] = server.sockets;
    await expect
      .poll(() => socket?.readableEnded === true || socket?.destroyed === true)
      .toBe(true);
  });
});
