// respite-fuzz server against real servers that let nobody in: passwords, users and TLS; and that no
// password is ever printed, whatever is found.

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@respite/resp";
import { FrameDecoder } from "@respite/resp/codec";
import { toText } from "@respite/resp/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  availableServer,
  type Certificates,
  certificates,
  noteServer,
  type RedisServer,
  serverOnPath,
  startRedis,
} from "../../../test/harness/index.ts";
import { runCommandLine } from "../src/command-line.ts";

const found = serverOnPath();
const reason = found === undefined ? " (skipped: no redis-server or valkey-server on PATH)" : "";
const present = availableServer() !== undefined;
const secret = "hunter2-secret";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "respite-fuzz-access-"));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function respiteFuzz(...args: readonly string[]): Promise<{ code: number; text: string }> {
  let text = "";
  const stream = { write: (more: string): void => void (text += more) };
  const limits = ["--runs", "100", "--seed", "1", "--time", "60", "--quiet", "5", "--out", folder];
  const code = await runCommandLine([...args, ...limits], { stdout: stream, stderr: stream });
  return { code, text };
}

describe.skipIf(!present)(
  `respite-fuzz server and a real one${reason}`,
  { timeout: 60_000 },
  () => {
    let set: Certificates;
    let guarded: RedisServer;
    let secured: RedisServer;
    beforeAll(async () => {
      set = await certificates();
      const { certFile, keyFile } = set.server;
      const acl = [
        `user default on >${secret} ~* &* +@all`,
        `user alice on >${secret} ~* &* +@all`,
      ];
      [guarded, secured] = await Promise.all([
        startRedis({ acl }),
        startRedis({ acl, tls: { certFile, keyFile, caFile: set.ca.certFile } }),
      ]);
    });
    afterAll(async () => {
      await Promise.all([guarded[Symbol.asyncDispose](), secured[Symbol.asyncDispose]()]);
      set[Symbol.dispose]();
    });
    beforeEach((context) => {
      if (found !== undefined) noteServer(context, found);
    });

    const at = ({ host, port }: RedisServer): string => `${host}:${port}`;

    /** How often the server has been asked to do this. */
    async function calls({ host, port, url }: RedisServer, name: string): Promise<number> {
      const tls = url.startsWith("rediss:") ? { ca: set.ca.cert } : undefined;
      const client = createClient({ host, port, password: secret, tls });
      const stats = await client.call<string>(["INFO", "commandstats"]);
      await client.close();
      return Number(new RegExp(`cmdstat_${name}:calls=([0-9]+)`).exec(stats)?.[1] ?? 0);
    }

    it.each([
      ["a password", ["--password", secret], {}],
      ["a user and a password", ["--user", "alice", "--password", secret], {}],
      ["the environment", [], { RESPITE_FUZZ_USER: "alice", RESPITE_FUZZ_PASSWORD: secret }],
    ])("%s lets it in: commands are executed", async (_name, args, variables) => {
      for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
      const before = await calls(guarded, "get");
      const { code, text } = await respiteFuzz("server", at(guarded), ...args);
      expect(text).toMatch(/100 inputs, .*\nnothing found\n$/s);
      expect(text).not.toContain(secret);
      expect(code).toBe(0);
      expect(await calls(guarded, "get")).toBeGreaterThan(before);
    });

    it("without one it says that it is a stranger, and fuzzes as one", async () => {
      const { code, text } = await respiteFuzz("server", at(guarded));
      expect(text).toContain('The server says "NOAUTH Authentication required." to strangers');
      expect(text).toContain("nothing found");
      expect(code).toBe(0);
    });

    it.each([
      [["--password", "wrong"], "The server refuses the login: WRONGPASS"],
      [["--user", "nobody", "--password", secret], "The server refuses the login: WRONGPASS"],
      [["--user", "alice"], "--user needs a password"],
    ])("%j is refused: exit code 2", async (args, words) => {
      const { code, text } = await respiteFuzz("server", at(guarded), ...args);
      expect(text).toContain(words);
      expect(text).not.toContain(secret);
      expect(code).toBe(2);
    });

    it.each([
      ["with its authority", () => ["--ca", set.ca.certFile]],
      ["without any check", () => ["--insecure"]],
      ["with another name of its", () => ["--ca", set.ca.certFile, "--servername", "localhost"]],
    ])("TLS %s", async (_name, args) => {
      const before = await calls(secured, "get");
      const login = ["--password", secret];
      const { code, text } = await respiteFuzz("server", at(secured), "--tls", ...args(), ...login);
      expect(text).toContain("nothing found");
      expect(code).toBe(0);
      expect(await calls(secured, "get")).toBeGreaterThan(before);
    });

    it.each([
      ["nobody trusted", () => ["--tls"], /over TLS: self-signed .* --ca names whom to trust/],
      ["another authority", () => ["--tls", "--ca", set.otherCa.certFile], /over TLS: .*--ca/],
      [
        "another name",
        () => ["--tls", "--ca", set.ca.certFile, "--servername", "redis.example"],
        /over TLS: Hostname\/IP does not match/,
      ],
      ["no TLS at all", () => [], /No server answers a PING/],
      [
        "an authority without TLS",
        () => ["--ca", set.ca.certFile],
        /--ca says nothing without --tls/,
      ],
      ["no check without TLS", () => ["--insecure"], /--insecure says nothing without --tls/],
      ["a missing file", () => ["--tls", "--ca", "none.pem"], /ENOENT/],
    ])("TLS with %s: exit code 2", async (_name, args, words) => {
      const { code, text } = await respiteFuzz("server", at(secured), ...args());
      expect(text).toMatch(words);
      expect(code).toBe(2);
    });
  },
);

describe("a server that repeats what it was sent", { timeout: 60_000 }, () => {
  /** Answers each command with its first argument: right for ECHO alone. */
  async function parrot(answerAuth: (word: string) => string): Promise<{
    address: string;
    close(): Promise<unknown>;
  }> {
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      const decoder = new FrameDecoder({
        onFrame: (frame) => {
          const words = frame.type === "array" ? frame.items : [];
          const texts = words.map((word) => (word.type === "bulk" ? toText(word.bytes) : ""));
          const isAuth = texts[0] === "AUTH";
          socket.write(isAuth ? answerAuth(texts.at(-1) ?? "") : `+${texts.length}\r\n`, "latin1");
        },
      });
      socket.on("data", (chunk) => {
        try {
          decoder.write(chunk);
        } catch {
          socket.destroy();
        }
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    return {
      address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
      close: () => new Promise((resolve) => server.close(resolve)),
    };
  }

  it("shows a finding again without its password in any file or line", async () => {
    const { address, close } = await parrot(() => "+OK\r\n");
    vi.stubEnv("RESPITE_FUZZ_PASSWORD", secret);
    const { code, text } = await respiteFuzz("server", address, "--minimise", "5");
    expect(text).toContain("found wrong-reply");
    expect(code).toBe(1);
    expect(text).toContain("show it again, with the password in RESPITE_FUZZ_PASSWORD:\n");
    expect(text).not.toContain(secret);
    const files = await readdir(folder);
    expect(files.length).toBeGreaterThan(0);
    const crash = await readFile(join(folder, files[0] ?? ""), "latin1");
    expect(crash).not.toMatch(/AUTH|hunter2/);
    const line = text.trimEnd().split("\n").at(-1) ?? "";
    const again = await respiteFuzz(...line.split(" ").slice(1));
    expect(again.text).toContain("found wrong-reply: ");
    expect(again.code).toBe(1);
    await close();
  });

  it("and even when it repeats it in its refusal", async () => {
    const { address, close } = await parrot((word) => `-WRONGPASS not ${word}\r\n`);
    const { code, text } = await respiteFuzz("server", address, "--password", secret);
    expect(text).toContain("The server refuses the login: WRONGPASS not ***");
    expect(text).not.toContain(secret);
    expect(code).toBe(2);
    await close();
  });
});
