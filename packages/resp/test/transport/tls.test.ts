// TLS over the node transport: who is trusted, under which name, and what is sent before that.

/* oxlint-disable vitest/expect-expect -- `refuses` expects, and `open` rejects */

import { createServer as createPlainServer, type AddressInfo } from "node:net";
import {
  createServer,
  type Server,
  type TlsOptions as ServerOptions,
  type TLSSocket,
} from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Certificates, certificates } from "../../../../test/harness/index.ts";
import { type ContractCase, transportCases } from "../../src/testing/transport-suite.ts";
import { nodeTransport } from "../../src/transport/node.ts";
import type { Link, LinkHandlers, Target, TlsOptions } from "../../src/transport/transport.ts";

let set: Certificates;
beforeAll(async () => {
  set = await certificates();
});
afterAll(() => {
  set[Symbol.dispose]();
});

const opened: Link[] = [];
const servers: { close(): void }[] = [];
afterEach(() => {
  for (const link of opened.splice(0)) link.destroy();
  for (const server of servers.splice(0)) server.close();
});

describe("contract", () => {
  const cases: readonly ContractCase[] = transportCases(() => ({
    transport: nodeTransport(),
    deadTarget: { path: "/nonexistent/socket" },
    listen: async (accept) => {
      const server = createServer({ cert: set.server.cert, key: set.server.key }, (socket) => {
        attach(socket, accept);
      });
      server.on("tlsClientError", () => {});
      const port = await listen(server);
      return {
        target: { host: "127.0.0.1", port, tls: { ca: set.ca.cert } },
        close: () => new Promise((resolve) => void server.close(() => resolve())),
      };
    },
  }));
  it.each(cases)("$name", async (contractCase) => {
    await expect(contractCase.run()).resolves.toBeUndefined();
  });
});

describe("verification", () => {
  it("verifies an address against the IP names, and sends no server name for it", async () => {
    const { port, connections } = await secureServer();
    await open({ host: "127.0.0.1", port, tls: { ca: set.ca.cert } });
    await expect.poll(() => connections.length).toBe(1);
    expect(connections[0]?.servername).toBe(false);
    expect(connections[0]?.alpnProtocol).toBe(false);
  });

  it("verifies a name and sends it", async () => {
    const { port, connections } = await secureServer();
    await open({ host: "localhost", port, tls: { ca: [set.otherCa.cert, set.ca.cert] } });
    await expect.poll(() => connections.length).toBe(1);
    expect(connections[0]?.servername).toBe("localhost");
  });

  it("refuses a certificate for another name, and accepts it under that name", async () => {
    const { port } = await secureServer({ cert: set.wrongName.cert, key: set.wrongName.key });
    const tls: TlsOptions = { ca: set.ca.cert };
    await refuses({ host: "127.0.0.1", port, tls }, "ERR_TLS_CERT_ALTNAME_INVALID");
    await refuses({ host: "localhost", port, tls }, "ERR_TLS_CERT_ALTNAME_INVALID");
    await open({ host: "127.0.0.1", port, tls: { ...tls, servername: "redis.example" } });
  });

  it("a servername that is an address is verified as one", async () => {
    const { port } = await secureServer();
    const tls: TlsOptions = { ca: set.ca.cert, servername: "127.0.0.1" };
    await open({ host: "localhost", port, tls });
    const elsewhere = { host: "localhost", port, tls: { ...tls, servername: "10.9.8.7" } };
    await refuses(elsewhere, "ERR_TLS_CERT_ALTNAME_INVALID");
  });

  it("refuses an expired certificate, a foreign authority, and the platform's default", async () => {
    const expired = await secureServer({ cert: set.expired.cert, key: set.expired.key });
    await refuses(at(expired.port, { ca: set.ca.cert }), "CERT_HAS_EXPIRED");
    const { port } = await secureServer();
    await refuses(at(port, { ca: set.otherCa.cert }), "UNABLE_TO_VERIFY_LEAF_SIGNATURE");
    await refuses(at(port, {}), "UNABLE_TO_VERIFY_LEAF_SIGNATURE");
  });

  it("an environment that switches verification off changes nothing", async () => {
    const { port } = await secureServer();
    const before = process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
    process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
    try {
      await refuses(at(port, {}), "UNABLE_TO_VERIFY_LEAF_SIGNATURE");
    } finally {
      if (before === undefined) delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
      else process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = before;
    }
  });

  it("accepts anything if told so", async () => {
    const { port } = await secureServer({ cert: set.expired.cert, key: set.expired.key });
    await open(at(port, { rejectUnauthorized: false }));
  });

  it("shows its own certificate where the server asks for one", async () => {
    const { port, connections } = await secureServer({ requestCert: true, ca: set.ca.cert });
    const { cert, key } = set.client;
    await open(at(port, { ca: set.ca.cert, cert, key }));
    await expect.poll(() => connections.length).toBe(1);
    expect(connections[0]?.authorized).toBe(true);
  });

  it("a server that speaks no TLS: open rejects", async () => {
    const server = createPlainServer((socket) => {
      socket.on("error", () => {});
      socket.end("-ERR this is plain\r\n");
    });
    servers.push(server);
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await expect(open(at(port, { ca: set.ca.cert }))).rejects.toThrow(/SSL|wrong version/i);
  });
});

function at(port: number, tls: TlsOptions): Target {
  return { host: "127.0.0.1", port, tls };
}

async function open(target: Target): Promise<void> {
  const handlers: LinkHandlers = { data: () => {}, drain: () => {}, close: () => {} };
  opened.push(await nodeTransport().open(target, handlers));
}

/** The server must not have got a byte through either. */
async function refuses(target: Target, code: string): Promise<void> {
  await expect(open(target)).rejects.toMatchObject({ code });
}

async function secureServer(
  options: ServerOptions = {},
): Promise<{ port: number; connections: TLSSocket[] }> {
  const connections: TLSSocket[] = [];
  const certificate = { cert: set.server.cert, key: set.server.key, rejectUnauthorized: false };
  const server = createServer({ ...certificate, ...options }, (socket) => {
    socket.on("error", () => {});
    connections.push(socket);
  });
  server.on("tlsClientError", () => {});
  servers.push(server);
  return { port: await listen(server), connections };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function attach(socket: TLSSocket, accept: (link: Link) => LinkHandlers): void {
  const handlers = accept({
    write: (bytes) => socket.write(bytes),
    end: () => socket.end(),
    destroy: (error) => socket.destroy(error),
  });
  socket.on("data", (chunk) => {
    handlers.data(chunk);
  });
  socket.on("drain", () => {
    handlers.drain();
  });
  socket.on("error", () => {});
  socket.on("close", () => {
    handlers.close();
  });
}
