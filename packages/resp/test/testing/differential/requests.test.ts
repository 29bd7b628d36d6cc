// How a server reads what clients send, right and wrong: the embedded server and a real one must answer
// the same bytes to the same bytes, and close where the other closes.

/* oxlint-disable vitest/expect-expect -- sameTalk expects */

import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  availableServer,
  noteServer,
  type RedisServer,
  serverOnPath,
  startRedis,
} from "../../../../../test/harness/index.ts";
import { EmbeddedServer } from "../../../src/testing/index.ts";
import type { Transport } from "../../../src/transport/transport.ts";
import { nodeTransport } from "../../../src/transport/node.ts";

const found = serverOnPath();
const present = availableServer() !== undefined;

/** What a server says to these bytes until it closes, or answers the ECHO behind them. */
async function talk(
  transport: Transport,
  port: number,
  pieces: readonly string[],
): Promise<string> {
  let heard = "";
  const state = { closed: false };
  let wake = (): void => {};
  const link = await transport.open(
    { host: "127.0.0.1", port },
    {
      data: (chunk) => {
        heard += String.fromCharCode(...chunk);
        wake();
      },
      drain: () => {},
      close: () => {
        state.closed = true;
        wake();
      },
    },
  );
  for (const piece of pieces) {
    link.write(Uint8Array.from(piece, (character) => character.charCodeAt(0)));
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  while (!state.closed && !heard.includes("the-end")) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  link.destroy();
  const whole = heard.indexOf("the-end");
  return whole === -1 ? `${heard}<closed>` : heard.slice(0, whole);
}

const end = "*2\r\n$4\r\nECHO\r\n$7\r\nthe-end\r\n";

const requests: Readonly<Record<string, string>> = {
  "an inline command": "PING\r\n",
  "a bare line feed": "SET k v\nGET k\n",
  "empty lines": "\r\n\r\n  \r\nPING\r\n",
  "inline and arrays by turns": `PING\r\n${end.replace("the-end", "between")}PING\r\n`,
  quotes: `SET "a b" 'c d'\r\nGET "a b"\r\n`,
  "escapes in double quotes": String.raw`ECHO "\x41\n\t\r\b\a\"\\\q"` + "\r\n",
  "escapes in single quotes": String.raw`ECHO 'it\'s \n'` + "\r\n",
  "a quote inside a word": `ECHO a"b c"\r\n`,
  "an open quote": `ECHO "abc\r\n`,
  "a word behind a quote": `ECHO "abc"d\r\n`,
  "an empty array and a null": "*0\r\n*-1\r\nPING\r\n",
  "a length of letters": "*x\r\n",
  "a length with a plus": "*+1\r\n$4\r\nPING\r\n",
  "a length with a leading zero": "*01\r\n$4\r\nPING\r\n",
  "too many words": "*2147483648\r\n",
  "no dollar": "*1\r\n:4\r\n",
  "nothing where a dollar stands": "*1\r\n\r\nPING\r\n",
  "a negative word": "*1\r\n$-1\r\n",
  "a word too long": "*1\r\n$536870913\r\n",
  "a wrong terminator": "*1\r\n$4\r\nPINGxx",
  "a wrong line end": "*1\rx$4\rxPING\r\n",
  "a long line": "x".repeat(70_000),
  "a long array header": `*${"1".repeat(70_000)}`,
  "a long word header": `*1\r\n$${"1".repeat(70_000)}`,
};

describe.skipIf(!present)("requests, right and wrong", () => {
  let redis: RedisServer;
  const embedded = new EmbeddedServer();
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(async () => {
    await redis[Symbol.asyncDispose]();
  });
  beforeEach((context) => {
    if (found !== undefined) noteServer(context, found);
  });

  async function sameTalk(...pieces: string[]): Promise<void> {
    const [own, real] = await Promise.all([
      talk(embedded.transport(), redis.port, pieces),
      talk(nodeTransport(), redis.port, pieces),
    ]);
    // A connection that was closed while more was sent to it may be heard to break before it is read.
    const mayBreak = pieces.length > 1 && own.includes("Protocol error");
    expect(mayBreak ? [own, "<closed>"] : [own]).toContain(real);
  }

  it.each(Object.entries(requests))("%s", (_name, bytes) => sameTalk(bytes + end));

  it.each(Object.entries(requests).filter(([, bytes]) => bytes.length < 100))(
    "%s, byte by byte",
    (_name, bytes) => sameTalk(...Array.from(bytes), end),
  );

  it("random bytes of the characters that matter", async () => {
    const soup = fc.string({
      unit: fc.constantFrom(...Array.from("*$12-0\r\n\"' \\xPINGab")),
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(soup, async (text) => {
        // A word of thousands of bytes would swallow the rest, and both servers would wait for more.
        fc.pre(!/\$[0-9]{4}/.test(text));
        // Ends whatever began, then says something that is answered.
        await sameTalk(`${text}\r\n${"\r\n".repeat(500)}x\r\nx\r\n${end}${end}${end}`);
      }),
      { numRuns: 300, timeout: 5000, examples: [["*1\r\n$222"], ["*2\r\n$1\r\n1\r\n$210\r"]] },
    );
  });

  it("limits before authentication", async () => {
    await using secured = await startRedis({ acl: ["user default on >pw ~* &* +@all"] });
    const own = new EmbeddedServer({ password: "pw" });
    for (const bytes of ["*11\r\n", "*1\r\n$16385\r\n"]) {
      const [ours, theirs] = await Promise.all([
        talk(own.transport(), 1, [bytes]),
        talk(nodeTransport(), secured.port, [bytes]),
      ]);
      expect(ours).toBe(theirs);
    }
  });
});
