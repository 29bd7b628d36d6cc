// The transport contract over real TCP and unix sockets, and what is TCP's own. TLS has a file of its
// own beside this one.

import { createServer, type AddressInfo, type Server, Socket } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { nodeTransport } from "../../src/transport/node.ts";
import { transportCases, type TransportFixture } from "../../src/testing/transport-suite.ts";
import type { Link, LinkHandlers, Target } from "../../src/transport/transport.ts";

const directory = mkdtempSync(join(tmpdir(), "respite-transport-"));
afterAll(() => rmSync(directory, { recursive: true }));

let sockets = 0;
const kinds = {
  tcp: fixture(async (server) => {
    await listening(server, { port: 0, host: "127.0.0.1" });
    return { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
  }),
  unix: fixture(async (server) => {
    sockets += 1;
    const path = join(directory, `${sockets}.sock`);
    await listening(server, { path });
    return { path };
  }),
};

describe.each(Object.entries(kinds))("node transport, %s", (_kind, open) => {
  it.each(transportCases(() => open))("$name", async (contractCase) => {
    await expect(contractCase.run()).resolves.toBeUndefined();
  });
});

describe("node transport", () => {
  it("a name of which no address answers: the error says what happened", async () => {
    const server = createServer();
    await listening(server, { port: 0, host: "127.0.0.1" });
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const handlers: LinkHandlers = { data: () => {}, drain: () => {}, close: () => {} };
    await expect(nodeTransport().open({ host: "localhost", port }, handlers)).rejects.toThrow(
      /connect ECONNREFUSED (::1|127\.0\.0\.1):[0-9]+/,
    );
  });

  it("switches Nagle's algorithm off and keep-alive on", async () => {
    const server = createServer((socket) => socket.on("error", () => {}));
    await listening(server, { port: 0, host: "127.0.0.1" });
    const { port } = server.address() as AddressInfo;
    const noDelay = vi.spyOn(Socket.prototype, "setNoDelay");
    const keepAlive = vi.spyOn(Socket.prototype, "setKeepAlive");
    const handlers: LinkHandlers = { data: () => {}, drain: () => {}, close: () => {} };
    const link = await nodeTransport().open({ host: "127.0.0.1", port }, handlers);
    expect(noDelay).toHaveBeenCalledWith(true);
    expect(keepAlive).toHaveBeenCalledWith(true, 15_000);
    vi.restoreAllMocks();
    link.destroy();
    server.close();
  });

  it("gives each chunk away: none shares memory with another, or is written again", async () => {
    const sent = Buffer.from(Uint8Array.from({ length: 1_000_000 }, (_, at) => (at * 7) % 251));
    const server = createServer((socket) => socket.end(sent));
    await listening(server, { port: 0, host: "127.0.0.1" });
    const { port } = server.address() as AddressInfo;
    const chunks: Uint8Array[] = [];
    const promises = new Set<boolean | undefined>();
    await new Promise<void>((resolve, reject) => {
      const handlers: LinkHandlers = {
        data: (chunk, owned) => {
          chunks.push(chunk);
          promises.add(owned);
        },
        drain: () => {},
        close: () => resolve(),
      };
      nodeTransport().open({ host: "127.0.0.1", port }, handlers).catch(reject);
    });
    server.close();
    expect([...promises]).toEqual([true]);
    expect(new Set(chunks.map(({ buffer }) => buffer)).size).toBe(chunks.length);
    expect(chunks.every(({ buffer, length }) => buffer.byteLength === length)).toBe(true);
    expect(Buffer.concat(chunks).equals(sent)).toBe(true);
  });
});

function fixture(listen: (server: Server) => Promise<Target>): TransportFixture {
  return {
    transport: nodeTransport(),
    deadTarget: { path: join(directory, "nobody.sock") },
    listen: async (accept) => {
      const server = createServer((socket) => attach(socket, accept));
      const target = await listen(server);
      const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
      return { target, close };
    },
  };
}

function attach(socket: Socket, accept: (link: Link) => LinkHandlers): void {
  const handlers = accept({
    write: (bytes) => socket.write(bytes),
    end: () => socket.end(),
    destroy: (error) => socket.destroy(error),
  });
  socket.on("data", (chunk) => handlers.data(chunk));
  socket.on("drain", () => handlers.drain());
  socket.on("error", () => {});
  socket.on("close", () => handlers.close());
}

function listening(server: Server, where: object): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(where, resolve);
  });
}
