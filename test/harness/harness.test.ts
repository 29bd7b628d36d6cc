// The harness itself: what integration tests rely on without looking.
// A harness that is quietly wrong makes every suite above it pass for nothing.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import {
  availableServer,
  certificates,
  noteServer,
  serverOnPath,
  serversUnderTest,
  startRedis,
  supportsTls,
} from "./index.ts";
import { endWithUs } from "./end-with-us.ts";

// Without a real server there is nothing to try here; the reporter says so.
describe.skipIf(availableServer() === undefined)("startRedis", () => {
  it("answers when it resolves, and is empty after a restart at the same port", async (context) => {
    note(context);
    await using redis = await startRedis();
    expect(await ask(redis.port, "SET k v\r\n")).toBe("+OK\r\n");
    expect(await ask(redis.port, "EXISTS k\r\n")).toBe(":1\r\n");
    const { pid } = redis;
    await redis.restart();
    expect(redis.pid).not.toBe(pid);
    expect(await ask(redis.port, "EXISTS k\r\n")).toBe(":0\r\n");
  });

  it("keeps its data over a kill with appendonly", async (context) => {
    note(context);
    await using redis = await startRedis({ appendonly: true });
    await ask(redis.port, "SET k v\r\n");
    await redis.restart();
    expect(await ask(redis.port, "EXISTS k\r\n")).toBe(":1\r\n");
  });

  it("refuses connections after a kill", async (context) => {
    note(context);
    await using redis = await startRedis();
    await redis.kill();
    await expect(ask(redis.port, "PING\r\n")).rejects.toThrow("ECONNREFUSED");
  });

  it("knows passwords, ACL users, unix sockets and memory limits", async (context) => {
    note(context);
    await using secret = await startRedis({
      requirepass: "pw",
      unixSocket: true,
      maxmemory: "5mb",
    });
    expect(await ask(secret.port, "PING\r\n")).toMatch(/^-NOAUTH/);
    expect(await ask(secret.unixSocket ?? "", "AUTH pw\r\n")).toBe("+OK\r\n");
    await using users = await startRedis({ acl: ["user alice on >pw ~* +@all"] });
    expect(await ask(users.port, "AUTH alice pw\r\n")).toBe("+OK\r\n");
    expect(await ask(users.port, "AUTH alice no\r\n")).toMatch(/^-WRONGPASS/);
  });

  it("says why it could not start", async () => {
    await expect(startRedis({ args: ["--no-such-option", "1"] })).rejects.toThrow("no-such-option");
  });
});

describe("availableServer", () => {
  const { PATH, RESPITE_REQUIRE_REDIS } = process.env;
  afterEach(() => {
    process.env["PATH"] = PATH;
    if (RESPITE_REQUIRE_REDIS === undefined) delete process.env["RESPITE_REQUIRE_REDIS"];
    else process.env["RESPITE_REQUIRE_REDIS"] = RESPITE_REQUIRE_REDIS;
  });

  it("a missing server is a failure only where one is required", () => {
    process.env["PATH"] = "/nonexistent";
    delete process.env["RESPITE_REQUIRE_REDIS"];
    expect(availableServer()).toBeUndefined();
    expect(serversUnderTest().map(({ name }) => name)).toEqual(["embedded"]);
    process.env["RESPITE_REQUIRE_REDIS"] = "1";
    expect(() => availableServer()).toThrow("RESPITE_REQUIRE_REDIS=1");
    expect(() => serversUnderTest()).toThrow("RESPITE_REQUIRE_REDIS=1");
  });
});

describe("endWithUs", () => {
  it("ends the process and its directory when our end of the pipe is gone", async () => {
    const directory = mkdtempSync(join(tmpdir(), "respite-watchdog-"));
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    const exit = once(child, "exit");
    // What the system does for a process that is killed.
    endWithUs(child, directory)?.stdin?.end();
    expect(await exit).toEqual([null, "SIGKILL"]);
    await expect.poll(() => existsSync(directory)).toBe(false);
  });
});

describe("certificates", () => {
  it("a server that is what it says is trusted; others are not", async (context) => {
    if (!supportsTls()) context.skip("the server has no TLS");
    note(context);
    using set = await certificates();
    const { ca, server } = set;
    expect(existsSync(server.certFile)).toBe(true);
    await using redis = await startRedis({ tls: { ...server, caFile: ca.certFile } });
    const trusted = connectTls({ port: redis.port, host: "127.0.0.1", ca: ca.cert });
    await once(trusted, "secureConnect");
    trusted.destroy();
    const untrusted = connectTls({ port: redis.port, host: "127.0.0.1", ca: set.otherCa.cert });
    await expect(once(untrusted, "secureConnect")).rejects.toThrow(/unable to verify|self.signed/);
  });
});

describe.each(serversUnderTest())("server under test: $name", (kind) => {
  it("answers, can be killed, and comes back empty", async (context) => {
    await using server = await kind.start({}, context);
    expect(await ask(server.port, "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n")).toBe("+OK\r\n");
    await server.kill();
    await expect(ask(server.port, "PING\r\n")).rejects.toThrow("ECONNREFUSED");
    await server.restart();
    expect(await ask(server.port, "*2\r\n$6\r\nEXISTS\r\n$1\r\nk\r\n")).toBe(":0\r\n");
  });

  it("takes passwords and users", async (context) => {
    const options = { password: "pw", users: { alice: { password: "secret" } } };
    await using server = await kind.start(options, context);
    const auth = "*3\r\n$4\r\nAUTH\r\n$5\r\nalice\r\n$6\r\nsecret\r\n";
    expect(await ask(server.port, auth)).toBe("+OK\r\n");
    expect(await ask(server.port, "*1\r\n$4\r\nPING\r\n")).toMatch(/^-NOAUTH/);
  });
});

function note(context: Parameters<typeof noteServer>[0]): void {
  const found = serverOnPath();
  if (found !== undefined) noteServer(context, found);
}

async function ask(where: number | string, request: string): Promise<string> {
  const socket =
    typeof where === "number"
      ? connect({ port: where, host: "127.0.0.1" })
      : connect({ path: where });
  await once(socket, "connect");
  socket.write(request);
  const [reply] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return reply.toString();
}
