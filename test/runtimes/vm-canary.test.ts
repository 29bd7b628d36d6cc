// The built packages in a bare `vm` context: no global of Node, no code generation, clock, timers and
// transport from outside. If this fails, they no longer load in a sandbox.

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { createContext, Script } from "node:vm";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { resolveEnvironment } from "@respite/resp/base";
import { EmbeddedServer } from "@respite/resp/testing";

const root = resolve(import.meta.dirname, "../..");

/** The built core of all three packages as one script without imports. */
async function bundle(): Promise<string> {
  const dist = join(root, "packages/cache/dist/core.js");
  if (!existsSync(dist)) throw new Error("Nothing is built: run `npx pnpm build` first.");
  const { outputFiles } = await build({
    stdin: {
      contents: `
        export * as codec from "@respite/resp/codec";
        export * as resp from "@respite/resp/core";
        export * as breaker from "@respite/breaker";
        export * as cache from "@respite/cache/core";
      `,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    write: false,
    format: "iife",
    globalName: "respite",
    platform: "neutral",
    target: "es2023",
    // The published files: no source condition here.
    conditions: [],
  });
  return outputFiles[0]?.text ?? "";
}

/** What the sandbox is given beside its own language. */
interface Outside {
  readonly environment: object;
  readonly transport: object;
  report?: unknown;
}

const program = `
  (async () => {
    const { resp, codec, breaker, cache } = respite;
    const missing = ["process", "Buffer", "setTimeout", "require", "TextEncoder", "AbortController", "crypto"];
    const present = missing.filter((name) => name in globalThis);
    let generated = "refused";
    try { Function("return 1")(); generated = "allowed"; } catch {}

    const client = resp.createClient({
      transport: outside.transport,
      environment: outside.environment,
    });
    const circuit = new breaker.CircuitBreaker({ environment: outside.environment });
    await circuit.run(() => client.run(resp.set("k", "grün ✓", { px: 60000 })));
    const read = await circuit.run(() => client.run(resp.get("k")));
    const bytes = codec.encodeCommand(["GET", "ü"]);

    const memory = cache.createCache({ mode: "memory", environment: outside.environment });
    const sessions = memory.namespace("session", { ttlMs: 60000 });
    await sessions.set("a", { user: "ada" });
    const session = await sessions.get("a");

    const shared = cache.createCache({
      mode: "redis",
      redis: client,
      environment: outside.environment,
    });
    const tokens = shared.namespace("token");
    await tokens.set("t", [1, 2, 3]);
    const token = await tokens.get("t");
    await shared.close();
    await memory.close();
    await client.close();
    return JSON.stringify({ present, generated, read, length: bytes.length, session, token, state: circuit.state });
  })()
`;

describe("a bare vm context", () => {
  it("runs SET and GET, breaker and memory cache, on the embedded server", async () => {
    const outside: Outside = {
      environment: resolveEnvironment(),
      transport: new EmbeddedServer().transport(),
    };
    const context = createContext({ outside }, { codeGeneration: { strings: false, wasm: false } });
    new Script(await bundle(), { filename: "respite.js" }).runInContext(context);
    const result: string = await new Script(program).runInContext(context);
    expect(JSON.parse(result)).toEqual({
      present: [],
      generated: "refused",
      read: "grün ✓",
      length: "*2\r\n$3\r\nGET\r\n$2\r\nxx\r\n".length,
      session: { user: "ada" },
      token: [1, 2, 3],
      state: "closed",
    });
  });
});
