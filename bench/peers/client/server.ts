// A redis-server of the bench's own on a free port, a unix socket and a TLS port, that ends with it.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Address, Via } from "./contenders.ts";

/** A running server. */
export interface Server {
  addressOf(via: Via): Address;
  /** Keeps its connections and answers nothing, until `thaw`. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

const certificate = ["cert.pem", "key.pem"] as const;

/**
 * Starts `redis-server` from PATH, on the processors `cpus` (a `taskset` list) if given.
 *
 * @throws {Error} if it or `openssl`, which makes its certificate, is missing.
 */
export async function startServer(cpus: string | undefined): Promise<Server> {
  const directory = await mkdtemp(join(tmpdir(), "respite-bench-"));
  const [port, tlsPort] = [await freePort(), await freePort()];
  const path = join(directory, "redis.sock");
  makeCertificate(directory);
  const [cert, key] = certificate.map((file) => join(directory, file));
  const server = [
    ...["redis-server", "--port", `${port}`, "--bind", "127.0.0.1", "--unixsocket", path],
    ...["--tls-port", `${tlsPort}`, "--tls-cert-file", `${cert}`, "--tls-key-file", `${key}`],
    ...["--tls-ca-cert-file", `${cert}`, "--tls-auth-clients", "no", "--tcp-backlog", "4096"],
    ...["--dir", directory, "--save", "", "--appendonly", "no", "--maxclients", "15000"],
  ];
  const [program = "", ...args] = cpus === undefined ? server : ["taskset", "-c", cpus, ...server];
  // taskset becomes the server, so the child's id stays the server's.
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  const killNow = (): void => {
    child.kill("SIGKILL");
    rmSync(directory, { recursive: true, force: true });
  };
  process.once("exit", killNow);
  await untilReady(child.stdout, once(child, "exit"));
  const ca = readFileSync(`${cert}`, "utf8");
  return {
    addressOf: (via) => ({
      ...{ via, host: "127.0.0.1", port: via === "tls" ? tlsPort : port, path, ca },
    }),
    freeze: () => child.kill("SIGSTOP"),
    thaw: () => child.kill("SIGCONT"),
    stop: async () => {
      process.off("exit", killNow);
      const ended = once(child, "exit");
      killNow();
      await ended;
    },
  };
}

/** It signs itself, so that it is its own authority. */
function makeCertificate(directory: string): void {
  const [cert, key] = certificate;
  const names = "subjectAltName=IP:127.0.0.1,DNS:localhost";
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  const files = ["-keyout", join(directory, key), "-out", join(directory, cert)];
  // No authority: some clients refuse one that is a server too.
  const plain = ["-addext", names, "-addext", "basicConstraints=critical,CA:FALSE"];
  const made = ["-x509", ...kind, "-subj", "/CN=localhost", ...plain, ...files];
  execFileSync("openssl", ["req", ...made], { stdio: "ignore" });
}

async function untilReady(log: NodeJS.ReadableStream, ended: Promise<unknown>): Promise<void> {
  const ready = new Promise<"ready">((resolve) => {
    let text = "";
    log.on("data", (chunk: Buffer) => {
      if (text.length < 65_536) text += chunk.toString("latin1");
      if (text.includes("ready to accept connections at")) resolve("ready");
    });
  });
  if ((await Promise.race([ready, ended])) !== "ready") {
    throw new Error("redis-server ended before it was ready: is it on PATH, and built with TLS?");
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}
