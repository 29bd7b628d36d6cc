// respite-fuzz server against servers that are right, wrong, mute and gone.

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FrameDecoder, type Frame, encodeFrame } from "@respite/resp/codec";
import { EmbeddedServer, toText } from "@respite/resp/testing";
import { listenOnNode } from "@respite/resp/testing/node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCommandLine } from "../src/command-line.ts";
import { expectationOf, serverInput } from "../src/server/server-input.ts";

let folder: string;
let closing: (() => Promise<unknown>)[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "respite-fuzz-server-"));
  closing = [() => rm(folder, { recursive: true })];
});

afterEach(() => Promise.all(closing.map((close) => close())));

async function respiteFuzz(...args: readonly string[]): Promise<{ code: number; text: string }> {
  let text = "";
  const stream = { write: (more: string): void => void (text += more) };
  const code = await runCommandLine(args, { stdout: stream, stderr: stream });
  return { code, text };
}

/** A server that answers each request as told; what is no RESP gets an error and the end. */
async function serverAnswering(
  answer: (request: Frame, socket: Socket) => string,
): Promise<string> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    const decoder = new FrameDecoder({
      onFrame: (frame) => socket.write(answer(frame, socket), "latin1"),
    });
    socket.on("data", (chunk) => {
      try {
        decoder.write(chunk);
      } catch {
        socket.end("-ERR Protocol error\r\n");
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  closing.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** ECHO and PING are right, everything else is +OK. */
function rightly(request: Frame): string {
  if (request.type !== "array") return "-ERR no command\r\n";
  const [name, value] = request.items;
  const isEcho = name?.type === "bulk" && /^(?:echo|ping)$/i.test(toText(name.bytes));
  if (isEcho && value !== undefined) return toText(encodeFrame(value, 3));
  return isEcho ? "+PONG\r\n" : "+OK\r\n";
}

function isNamed(request: Frame, name: string): boolean {
  const first = request.type === "array" ? request.items[0] : undefined;
  return first?.type === "bulk" && toText(first.bytes) === name;
}

const quick = ["--seed", "1", "--time", "20", "--hang", "500", "--quiet", "5", "--minimise", "5"];

describe("respite-fuzz server", { timeout: 30_000 }, () => {
  it("finds nothing in the embedded server: exit code 0", async () => {
    const server = new EmbeddedServer();
    const listener = await listenOnNode(server);
    closing.push(() => listener.close());
    const address = `127.0.0.1:${listener.port}`;
    const { code, text } = await respiteFuzz(
      "server",
      address,
      ...quick,
      "--runs",
      "500",
      "--hang",
      "5000",
    );
    const [begun, ...rest] = text.split("\n");
    expect(begun).toBe(`fuzzing ${address}, seed 1, 500 inputs or 20 s`);
    expect(rest.join("\n")).toMatch(/^500 inputs, \d+ bytes in [\d.]+ s, seed 1\nnothing found\n$/);
    expect(code).toBe(0);
  });

  it.each([
    [
      "undecodable",
      (request: Frame) => (isNamed(request, "TYPE") ? "+a\nb\r\n" : rightly(request)),
    ],
    [
      "wrong-reply",
      (request: Frame) => (isNamed(request, "ECHO") ? "$1\r\n?\r\n" : rightly(request)),
    ],
    ["lost-reply", (request: Frame) => (isNamed(request, "TYPE") ? "" : rightly(request))],
    [
      "lost-reply",
      (request: Frame, socket: Socket) => {
        if (isNamed(request, "TYPE")) socket.end("$5\r\nhe");
        return isNamed(request, "TYPE") ? "" : rightly(request);
      },
    ],
  ])("finds %s, makes it small, and shows it again from the crash file", async (kind, answer) => {
    const address = await serverAnswering(answer);
    const { code, text } = await respiteFuzz("server", address, ...quick, "--out", folder);
    expect(text).toContain(`found ${kind} in run`);
    expect(code).toBe(1);
    const [file = ""] = await readdir(folder);
    const crash = await readFile(join(folder, file), "latin1");
    expect(crash.length).toBeLessThan(60);
    const line =
      text
        .trimEnd()
        .split("\n")
        .find((each) => each.startsWith("respite-fuzz")) ?? "";
    const again = await respiteFuzz(...line.split(" ").slice(1), ...quick);
    expect(again.text).toContain(`found ${kind}: `);
    expect(again.code).toBe(1);
    const right = await serverAnswering(rightly);
    const elsewhere = await respiteFuzz("server", right, "--replay", join(folder, file), ...quick);
    expect(elsewhere.code).toBe(0);
  });

  it("finds a server that answers nobody any more", async () => {
    let mute = false;
    const address = await serverAnswering((request) => {
      mute ||= isNamed(request, "TYPE");
      return mute ? "" : rightly(request);
    });
    const { code, text } = await respiteFuzz("server", address, ...quick, "--out", folder);
    expect(text).toContain("found hang in run");
    expect(code).toBe(1);
  });

  it("finds a server that dies, with all inputs that may be to blame", async () => {
    const sockets = new Set<Socket>();
    const address = await serverAnswering((request, socket) => {
      sockets.add(socket);
      if (!isNamed(request, "TYPE")) return rightly(request);
      void closing.pop()?.();
      return "";
    });
    const { code, text } = await respiteFuzz("server", address, ...quick, "--out", folder);
    expect(text).toContain("found down in run");
    expect(code).toBe(1);
    const crashes = await Promise.all(
      (await readdir(folder)).map((file) => readFile(join(folder, file), "latin1")),
    );
    expect(crashes.some((crash) => crash.includes("TYPE"))).toBe(true);
  });

  it.each(["127.0.0.1:1", "nowhere", "127.0.0.1:99999"])(
    "%s can't be fuzzed: exit code 2",
    async (target) => {
      const { code, text } = await respiteFuzz("server", target, ...quick);
      expect(text).toMatch(/No server answers|is no address/);
      expect(code).toBe(2);
    },
  );
});

describe("inputs", () => {
  it("are the same for the same seed and run, and half of them legal", () => {
    const inputs = Array.from({ length: 1000 }, (_, run) => serverInput(3, run));
    expect(serverInput(3, 17)).toEqual(inputs[17]);
    const legal = inputs.filter(({ bytes }) => expectationOf(bytes) !== undefined).length;
    expect(legal).toBeGreaterThan(400);
    expect(legal).toBeLessThan(700);
  });
});
