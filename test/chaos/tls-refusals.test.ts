// A client that is to speak TLS, against servers it must not trust: it says nothing to them, not one byte
// of AUTH, and its error names the reason and no secret.

import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions as ServerOptions } from "node:tls";
import { inspect } from "node:util";
import { createClient, type ClientOptions } from "@respite/resp";
import { createGenericPool } from "@respite/resp/generic-pool";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Certificates, certificates } from "../harness/index.ts";

const password = "never-to-be-sent";
const username = "nobody-here";
const value = "argument-of-a-command";

let set: Certificates;
beforeAll(async () => {
  set = await certificates();
});
afterAll(() => set[Symbol.dispose]());

/** What a server heard: in the clear on its socket, and inside TLS. */
interface Heard {
  readonly port: number;
  /** The first byte of each connection; 22 begins a TLS handshake, 42 is the `*` of a command. */
  readonly firstBytes: number[];
  /** Everything that came on the sockets. */
  readonly raw: Buffer[];
  /** Everything that came out of TLS. */
  readonly application: Buffer[];
  readonly accepted: () => number;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Listens, with TLS where there is a certificate; `speak` is what it does with a plain socket. */
async function listen(
  tls: ServerOptions | undefined,
  speak: (socket: Socket) => void,
): Promise<Heard> {
  const raw: Buffer[] = [];
  const application: Buffer[] = [];
  const firstBytes: number[] = [];
  const sockets = new Set<Socket>();
  const secure =
    tls === undefined
      ? undefined
      : createTlsServer(tls, (socket) => {
          socket.on("data", (chunk: Buffer) => application.push(chunk));
          socket.on("error", () => {});
        }).on("tlsClientError", () => {});
  let accepted = 0;
  const server: Server = createServer((socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on("error", () => {});
    let isFirst = true;
    if (secure !== undefined) {
      secure.emit("connection", socket);
      return;
    }
    socket.on("data", (chunk: Buffer) => {
      if (isFirst) firstBytes.push(chunk[0] ?? -1);
      isFirst = false;
      raw.push(chunk);
    });
    speak(socket);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    firstBytes,
    raw,
    application,
    accepted: () => accepted,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

const modes: Readonly<Record<string, ClientOptions>> = {
  shared: { mode: "shared" },
  exclusive: { mode: "exclusive", poolSize: 2 },
  "exclusive over generic-pool": {
    mode: "exclusive",
    createPool: (factory) => createGenericPool(factory, { max: 2 }),
  },
};

/** One command; the errors it and a subscription end with. */
async function refusalsOf(port: number, options: ClientOptions): Promise<Error[]> {
  await using client = createClient({
    url: `rediss://${username}:${password}@127.0.0.1:${port}`,
    commandTimeoutMs: 900,
    poolTimeoutMs: 900,
    ...options,
  });
  const outcomes = await Promise.allSettled([
    client.set("key", value),
    client.lease((lease) => lease.call(["SET", "key", value])),
    client.subscribe("channel"),
    client.connect(),
  ]);
  return outcomes.map((outcome) => {
    if (outcome.status === "fulfilled") throw new Error("It was trusted.");
    return outcome.reason as Error;
  });
}

function expectNoSecret(errors: readonly Error[]): void {
  for (const error of errors) {
    const shown = inspect(error, { depth: 12, showHidden: true });
    for (const secret of [password, value]) expect(shown).not.toContain(secret);
  }
}

describe.each(Object.keys(modes))("%s", (mode) => {
  const options = modes[mode] ?? {};

  /** Certificates that are not accepted, and what the client trusts. */
  const refused: readonly [
    what: string,
    code: string,
    made: () => { server: ServerOptions; tls: ClientOptions["tls"] },
  ][] = [
    [
      "an authority it does not know",
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      () => ({ server: set.server, tls: { ca: set.otherCa.cert } }),
    ],
    [
      "an authority the platform does not know",
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      () => ({ server: set.server, tls: true }),
    ],
    [
      "another name",
      "ERR_TLS_CERT_ALTNAME_INVALID",
      () => ({ server: set.wrongName, tls: { ca: set.ca.cert } }),
    ],
    [
      "a name other than the one that is asked for",
      "ERR_TLS_CERT_ALTNAME_INVALID",
      () => ({ server: set.server, tls: { ca: set.ca.cert, servername: "redis.example" } }),
    ],
    [
      "a date that is past",
      "CERT_HAS_EXPIRED",
      () => ({ server: set.expired, tls: { ca: set.ca.cert } }),
    ],
    [
      "nobody's signature but its own",
      "DEPTH_ZERO_SELF_SIGNED_CERT",
      () => ({ server: set.selfSigned, tls: { ca: set.ca.cert } }),
    ],
  ];

  it.each(refused)("a certificate with %s is refused as %s", async (_what, code, made) => {
    const { server, tls } = made();
    await using heard = await listen({ cert: server.cert, key: server.key }, () => {});
    // Refused for good: nobody waits for these.
    const patience = { commandTimeoutMs: 20_000, poolTimeoutMs: 20_000 };
    const errors = await refusalsOf(heard.port, { ...options, ...patience, tls });
    expect(heard.accepted()).toBeGreaterThan(0);
    expect(Buffer.concat(heard.application).toString("latin1")).toBe("");
    for (const error of errors) {
      expect(error).toMatchObject({ code: "REFUSED", maybeExecuted: false });
      expect(error.message).toContain(code);
    }
    expectNoSecret(errors);
  });

  it("a server that speaks no TLS hears a handshake and nothing else", async () => {
    const plain = (socket: Socket): void => {
      socket.on("data", () => socket.write("-ERR Protocol error: expected '*', got '\\x16'\r\n"));
    };
    await using heard = await listen(undefined, plain);
    const errors = await refusalsOf(heard.port, { ...options, tls: { ca: set.ca.cert } });
    expectOnlyHandshakes(heard);
    for (const error of errors) expect(inspect(error)).toMatch(/does not speak TLS/);
    expectNoSecret(errors);
  });

  it("a handshake that stalls ends at dialTimeoutMs, and nothing else was said", async () => {
    await using heard = await listen(undefined, () => {});
    const tls = { ca: set.ca.cert };
    const errors = await refusalsOf(heard.port, { ...options, dialTimeoutMs: 300, tls });
    expectOnlyHandshakes(heard);
    for (const error of errors) expect(inspect(error)).toContain("dialTimeoutMs (300 ms)");
    expectNoSecret(errors);
  });
});

describe("a server that is trusted", () => {
  it("hears AUTH, and only inside TLS: what the tests above listen for can be heard", async () => {
    await using heard = await listen({ cert: set.server.cert, key: set.server.key }, () => {});
    await using client = createClient({
      url: `rediss://${username}:${password}@127.0.0.1:${heard.port}`,
      tls: { ca: set.ca.cert },
      commandTimeoutMs: 2000,
    });
    client.set("key", value).catch(() => {});
    await expect
      .poll(() => Buffer.concat(heard.application).toString("latin1"))
      .toContain(`AUTH\r\n$11\r\n${username}\r\n$16\r\n${password}`);
    client.destroy();
  });
});

/** Each connection began a TLS handshake, and nothing was said in the clear. */
function expectOnlyHandshakes({ firstBytes, raw }: Heard): void {
  expect(firstBytes.length).toBeGreaterThan(0);
  expect(new Set(firstBytes)).toEqual(new Set([22]));
  const text = Buffer.concat(raw).toString("latin1");
  for (const word of ["AUTH", "HELLO", username, password, value]) expect(text).not.toContain(word);
}
