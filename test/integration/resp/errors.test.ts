// What goes wrong most, made to go wrong for real: each error says what happened and what to do, and none
// gives a secret away.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { type Client, type ClientOptions, createClient, incr, RespError } from "@respite/resp";
import { describe, expect, it } from "vitest";
import {
  availableServer,
  certificates,
  freePort,
  noteServer,
  serverOnPath,
  startRedis,
  supportsTls,
} from "../../harness/index.ts";

const secret = "s3cret-word";

/** The error a client comes to; it must hold no secret at any depth. */
async function failureOf(
  options: ClientOptions,
  use: (client: Client) => Promise<unknown>,
): Promise<RespError> {
  await using client = createClient({ commandTimeoutMs: 500, ...options });
  const error: unknown = await use(client).then(
    () => undefined,
    (failure: unknown) => failure,
  );
  expect(error).toBeInstanceOf(RespError);
  const shown = inspect([error, client], { depth: 12, showHidden: true });
  expect(shown).not.toContain(secret);
  return error as RespError;
}

const ping = (client: Client): Promise<unknown> => client.ping();
const connect = (client: Client): Promise<unknown> => client.connect();

/** A server that says one thing to everybody, or nothing. */
async function stranger(answer: string | undefined): Promise<{ port: number } & AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", () => {
      if (answer !== undefined) socket.write(answer);
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** A Sentinel that watches over nothing. */
async function startSentinel(): Promise<{ port: number } & AsyncDisposable> {
  const directory = mkdtempSync(join(tmpdir(), "respite-sentinel-"));
  const port = await freePort();
  writeFileSync(join(directory, "sentinel.conf"), `bind 127.0.0.1\nport ${port}\n`);
  const child = spawn(serverOnPath()?.name ?? "", [join(directory, "sentinel.conf"), "--sentinel"]);
  const exited = once(child, "exit");
  // Answers in plain RESP2, whatever it is.
  await using client = createClient({ port, protocol: 2 });
  await expect.poll(() => client.ping().catch(String), { timeout: 10_000 }).toBe("PONG");
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await exited;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

describe("without a server", () => {
  it("connection refused", async () => {
    const port = await freePort();
    const connecting = await failureOf({ port, password: secret }, connect);
    expect(connecting.code).toBe("CONNECT_FAILED");
    expect(connecting.message).toBe(
      `Can't connect to 127.0.0.1:${port}: nothing listens there. Check that the server runs and that host and port are right.`,
    );
    const command = await failureOf({ port, password: secret }, (client) =>
      client.set(secret, secret),
    );
    expect(command.code).toBe("COMMAND_TIMEOUT");
    expect(command.message).toMatch(
      /^SET \(2 arguments\) timed out after 500 ms: it could not be sent\. Last error: .*nothing listens there/,
    );
  });

  it("wrong host", async () => {
    const error = await failureOf(
      { host: "no-such-host.invalid", commandTimeoutMs: 4000 },
      connect,
    );
    expect(error.message).toMatch(/no-such-host\.invalid:6379: .*(DNS|name)/);
  });

  it("a server of another kind, one that is silent, and what is no address", async () => {
    await using http = await stranger("HTTP/1.1 400 Bad Request\r\n\r\n");
    const other = await failureOf({ port: http.port }, connect);
    expect(other.message).toMatch(/can't be decoded.*check that this is a Redis or Valkey server/);
    await using silent = await stranger(undefined);
    const unanswered = await failureOf({ port: silent.port, dialTimeoutMs: 200 }, connect);
    expect(unanswered.code).toBe("CONNECT_TIMEOUT");
    expect(unanswered.message).toMatch(
      /dialTimeoutMs \(200 ms\)\. Check address, firewall and TLS/,
    );
    const dialling = await failureOf({ port: silent.port, commandTimeoutMs: 100 }, ping);
    expect(dialling.message).toMatch(/No connection came to be in time: check host, port and TLS/);
    expect(() => createClient(`redis://:${secret}@host:port`)).toThrow(/must look like redis:/);
    expect(() => createClient(`redis://:${secret}@host:port`)).not.toThrow(secret);
  });
});

describe.runIf(availableServer() !== undefined)("on a real server", () => {
  const note = { name: "redis-server", version: serverOnPath()?.version ?? "unknown" } as const;

  it.each([2, 3, "auto"] as const)("WRONGPASS and NOAUTH, protocol %s", async (protocol) => {
    await using server = await startRedis({ requirepass: "right" });
    const wrong = await failureOf({ url: server.url, password: secret, protocol }, ping);
    expect(wrong.code).toBe("AUTH_FAILED");
    expect(wrong.message).toMatch(
      /did not accept the password\. Check username, password or credentials\(\)\./,
    );
    const none = await failureOf({ url: server.url, protocol }, ping);
    expect(none.code).toBe("AUTH_FAILED");
    expect(none.message).toMatch(/wants a password and none was given\. Set password, username/);
  });

  it("the pool is exhausted: figures, and the options by which it grows", async () => {
    await using server = await startRedis();
    for (const mode of ["shared", "exclusive"] as const) {
      const options = { url: server.url, mode, poolSize: 2, poolTimeoutMs: 100 };
      const error = await failureOf(options, (client) =>
        client.lease(() => client.lease(() => client.lease(() => Promise.resolve()))),
      );
      expect(error.code).toBe("POOL_TIMEOUT");
      expect(error.message).toMatch(
        /came free within 100 ms \(poolTimeoutMs\)\. The pool holds 2 of 2: 2 borrowed, 0 idle.*raise poolSize \(2\) or poolTimeoutMs/,
      );
    }
  });

  it("a frozen server: the deadline, or the silence", async () => {
    await using server = await startRedis();
    const thawing = async (use: Promise<RespError>): Promise<RespError> => {
      const error = await use;
      server.thaw();
      return error;
    };
    const frozen = (client: Client): Promise<unknown> => {
      return client.ping().then(() => {
        server.freeze();
        return client.incr("k");
      });
    };
    const late = await thawing(failureOf({ url: server.url }, frozen));
    expect(late).toMatchObject({ code: "COMMAND_TIMEOUT", maybeExecuted: true });
    expect(late.message).toMatch(/no reply came\. The server may be slow, frozen or out of reach/);
    const silent = await thawing(failureOf({ url: server.url, readTimeoutMs: 100 }, frozen));
    expect(silent).toMatchObject({ code: "READ_TIMEOUT", maybeExecuted: true });
    expect(silent.message).toMatch(/sent nothing for 100 ms \(readTimeoutMs\).*check it, or raise/);
  });

  it.runIf(supportsTls())("TLS and plain text, each at the other's port", async () => {
    using all = await certificates();
    await using plain = await startRedis();
    const toPlain = await failureOf({ url: plain.url, tls: true, dialTimeoutMs: 300 }, connect);
    expect(toPlain.message).toMatch(/Check address, firewall and TLS settings/);
    await using secure = await startRedis({
      tls: { ...all.server, caFile: all.ca.certFile },
    });
    for (const protocol of [2, 3, "auto"] as const) {
      const toSecure = await failureOf({ port: secure.port, protocol }, connect);
      expect(toSecure.code).toBe("CONNECT_FAILED");
      expect(toSecure.message).toMatch(/TLS/);
    }
    const unverified = await failureOf({ url: secure.url }, connect);
    expect(unverified.code).toBe("REFUSED");
    expect(unverified.message).toMatch(/certificate.*Check tls\.ca, tls\.servername/);
  });

  it("the server's own refusals: OOM, READONLY, too many clients, no such database", async () => {
    await using server = await startRedis({ maxmemory: "1" });
    const full = await failureOf({ url: server.url }, (client) => client.set("k", secret));
    expect(full).toMatchObject({ code: "REPLY_ERROR", kind: "OOM" });
    const absent = await failureOf({ url: server.url, db: 99 }, ping);
    expect(absent.code).toBe("REFUSED");
    expect(absent.message).toMatch(/Database 99 can't be selected; check db/);
    await using replica = await startRedis({ args: ["--replicaof", "127.0.0.1", "1"] });
    const readOnly = await failureOf({ url: replica.url }, (client) => client.set("k", secret));
    expect(readOnly).toMatchObject({ kind: "READONLY" });
    await using small = await startRedis({ args: ["--maxclients", "1"] });
    await using first = createClient(small.url);
    await expect.poll(() => first.ping().catch(String)).toBe("PONG");
    const second = await failureOf({ url: small.url }, connect);
    expect(second.code).toBe("CONNECT_FAILED");
    expect(second.message).toMatch(/limit of clients\. Lower poolSize, or raise maxclients there/);
  });

  it("a Sentinel's port in place of a data node's", async () => {
    await using sentinel = await startSentinel();
    for (const protocol of [3, "auto"] as const) {
      const error = await failureOf({ port: sentinel.port, protocol }, connect);
      expect(error.code).toBe("REFUSED");
      expect(error.message).toMatch(
        /is a Sentinel and holds no data\. Connect to the master itself; SENTINEL GET-MASTER/,
      );
    }
  });

  it("every error that can be had here says what to do", async (context) => {
    noteServer(context, note);
    await using server = await startRedis();
    const { url } = server;
    const closed = createClient(url);
    await closed.close();
    const found = new Map<string, string>();
    const noteError = (error: RespError): void => void found.set(error.code, error.message);
    noteError(await failureOf({ url }, () => closed.ping()));
    noteError(
      await failureOf({ url, maxQueuedCommands: 1 }, (client) =>
        Promise.all([client.ping(), client.ping(), client.ping()]),
      ),
    );
    noteError(await failureOf({ url }, (client) => client.ping({ signal: AbortSignal.abort() })));
    noteError(await failureOf({ url }, (client) => client.call(["SELECT", 1])));
    noteError(
      await failureOf({ url }, (client) =>
        client.watch(
          "k",
          async () => {
            await client.incr("k");
            return [incr("k")];
          },
          { retries: 0 },
        ),
      ),
    );
    noteError(await failureOf({ url, limits: { maxBulkBytes: 10 } }, (client) => client.info()));
    noteError(
      await failureOf({ url, maxRetries: 0 }, async (client) => {
        await client.ping();
        server.freeze();
        const [outcome] = await Promise.allSettled([client.incr("k"), server.kill()]);
        if (outcome.status === "rejected") throw outcome.reason;
      }),
    );
    expect([...found.keys()].toSorted()).toEqual([
      "ABORTED",
      "CLIENT_CLOSED",
      "CONFLICT",
      "CONNECTION_CLOSED",
      "PROTOCOL_ERROR",
      "QUEUE_FULL",
      "UNSUPPORTED",
    ]);
    const advice = /\b(check|set|use|raise|send|create|see|cause|repeat|read|leave)\b/i;
    for (const [code, message] of found) expect(message, code).toMatch(advice);
  });
});
