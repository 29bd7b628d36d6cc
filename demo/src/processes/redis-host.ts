// Entry of the process that keeps one Redis: it starts redis-server or valkey-server without any
// persistence, or is the embedded server itself. It exists so that the server ends with the demo,
// however the demo ends: a redis-server alone would not notice that its parent was killed.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { registerCacheScripts } from "@respite/cache/testing";
import { EmbeddedServer } from "@respite/resp/testing";
import { listenOnNode } from "@respite/resp/testing/node";
import { serveParent, tellParent } from "./child.ts";
import type { RedisSettings } from "./messages.ts";

const host = "127.0.0.1";
let server: ChildProcess | undefined;
let folder: string | undefined;

serveParent<RedisSettings>({
  async start({ kind, port }) {
    await (kind === "embedded" ? startEmbedded(port) : startProgram(kind, port));
  },
  async stop() {
    const ended = server;
    server = undefined;
    if (ended !== undefined && ended.exitCode === null && ended.signalCode === null) {
      const exited = new Promise((resolve) => ended.once("exit", resolve));
      ended.kill("SIGKILL");
      await exited;
    }
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  },
  abandon() {
    server?.kill("SIGKILL");
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  },
});

async function startEmbedded(port: number): Promise<void> {
  const embedded = new EmbeddedServer();
  registerCacheScripts(embedded);
  const listener = await listenOnNode(embedded, { host, port });
  tellParent({
    type: "ready",
    port: listener.port,
    serverPid: process.pid,
    what: "the embedded server of @respite/resp/testing",
  });
}

async function startProgram(program: string, port: number): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), "respite-demo-"));
  const settings = ["--port", `${port}`, "--bind", host, "--dir", folder];
  const child = spawn(program, [...settings, "--save", "", "--appendonly", "no"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  server = child;
  // Killed from outside: this process has nothing left to keep.
  child.once("exit", () => {
    if (server !== child) return;
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  });
  while (!(await answersPing(port))) await sleep(10);
  tellParent({ type: "ready", port, serverPid: child.pid ?? 0, what: program });
}

/** True once the server answers; the line protocol is enough for that. */
function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.setTimeout(1000);
    const settle = (answers: boolean): void => {
      socket.destroy();
      resolve(answers);
    };
    socket.once("connect", () => socket.write("PING\r\n"));
    socket.once("data", (bytes) => {
      settle(bytes.toString("latin1").startsWith("+PONG"));
    });
    socket.once("error", () => {
      settle(false);
    });
    socket.once("timeout", () => {
      settle(false);
    });
  });
}
