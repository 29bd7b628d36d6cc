// A redis-server of the bench's own, on a free port, without persistence, that ends with the bench.

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A server to measure against. */
export interface RedisProcess {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts `redis-server` from PATH, on the processors `cpus` (a `taskset` list) if given.
 *
 * @throws {Error} if there is none, saying what to give instead.
 */
export async function startRedis(cpus: string | undefined): Promise<RedisProcess> {
  const port = await freePort();
  const directory = await mkdtemp(join(tmpdir(), "respite-bench-"));
  const network = ["--port", `${port}`, "--bind", "127.0.0.1"];
  const storage = ["--dir", directory, "--save", "", "--appendonly", "no"];
  const server = ["redis-server", ...network, ...storage];
  // taskset becomes the server, so the child's id stays the server's.
  const [program = "", ...args] = cpus === undefined ? server : ["taskset", "-c", cpus, ...server];
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  const killNow = (): void => {
    child.kill("SIGKILL");
    rmSync(directory, { recursive: true, force: true });
  };
  process.once("exit", killNow);
  await untilReady(child);
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      process.off("exit", killNow);
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function untilReady(child: ChildProcess): Promise<void> {
  const failed = new Promise<never>((_, reject) => {
    child.once("error", (cause) => {
      reject(new Error("redis-server could not be started: install it or give --url.", { cause }));
    });
    child.once("exit", (code) => {
      reject(
        new Error(
          `redis-server ended with code ${code} before it was ready: is it installed? Or give --url.`,
        ),
      );
    });
  });
  const ready = new Promise<void>((resolve) => {
    let log = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      if (log.length < 65_536) log += chunk.toString("latin1");
      if (log.includes("Ready to accept connections")) resolve();
    });
  });
  await Promise.race([ready, failed]);
  // From here on its end is somebody else's business.
  failed.catch(() => {});
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
