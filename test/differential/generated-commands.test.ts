// What is generated from a server's description of its commands: the modules are what the script writes
// today, and the key positions are the server's own.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createClient, keysOf } from "@respite/resp";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { noteServer, type RedisServer, serverOnPath, startRedis } from "../harness/index.ts";
import { calls, unrun } from "./calls/index.ts";

const found = serverOnPath();
const real = found?.name === "redis-server" && found.version.startsWith("7.0.");
const packageFolder = resolve(import.meta.dirname, "../../packages/resp");

// Other versions describe their commands in other words.
describe.runIf(real)("generated from redis-server 7.0", () => {
  let server: RedisServer;

  beforeAll(async () => {
    server = await startRedis();
  });

  beforeEach((context) => {
    noteServer(context, { name: "redis-server", version: server.version });
  });

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  });

  it("the modules are what the script writes", () => {
    const folder = mkdtempSync(join(tmpdir(), "respite-commands-"));
    try {
      const script = join(packageFolder, "scripts/generate-commands.mjs");
      execFileSync(process.execPath, [script, `${server.host}:${server.port}`, folder]);
      for (const inner of ["commands/generated", "client/generated"]) {
        const [fresh, kept] = [join(folder, inner), join(packageFolder, "src", inner)];
        expect(readdirSync(kept).toSorted()).toEqual(readdirSync(fresh).toSorted());
        for (const file of readdirSync(fresh)) {
          const text = readFileSync(join(fresh, file), "utf8");
          // The version in the first line may be another 7.0.
          const version = /Redis 7\.0\.\d+/g;
          expect(readFileSync(join(kept, file), "utf8").replaceAll(version, "")).toBe(
            text.replaceAll(version, ""),
          );
        }
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("keysOf finds the keys that COMMAND GETKEYS finds", async () => {
    const client = createClient({ url: server.url });
    const commands = [...Object.values(calls).flat(), ...unrun].flatMap(({ command }) =>
      typeof command === "function" ? [] : [command],
    );
    let compared = 0;
    for (const { args } of commands) {
      // Its channel decides which node of a cluster is meant, as a key does; GETKEYS calls it no key.
      if (args[0] === "SPUBLISH") continue;
      const keys = await client
        .commandGetkeys(args)
        .catch((error: unknown) => (/no key arguments/.test(String(error)) ? [] : undefined));
      if (keys === undefined) continue;
      compared += 1;
      expect([args.join(" "), keysOf(args).map(String)]).toEqual([args.join(" "), keys]);
    }
    await client.close();
    expect(compared).toBeGreaterThan(250);
  });
});
