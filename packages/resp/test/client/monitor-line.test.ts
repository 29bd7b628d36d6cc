// Lines of MONITOR as servers write them, and lines that are none.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMonitorLine } from "../../src/client/monitor-line.ts";

describe("a line of MONITOR", () => {
  it.each([
    [
      '1339518083.107412 [0 127.0.0.1:60866] "keys" "*"',
      { timeMs: 1339518083107.412, db: 0, source: "127.0.0.1:60866", args: ["keys", "*"] },
    ],
    ['1.000001 [15 unix:/tmp/a b.sock] "ping"', { db: 15, source: "unix:/tmp/a b.sock" }],
    ['1.5 [0 lua] "set" "k" "v"', { timeMs: 1500, source: "lua", args: ["set", "k", "v"] }],
    ['1.0 [0 [::1]:6379] "get" "k"', { source: "[::1]:6379", args: ["get", "k"] }],
    ['1.0 [0 x:1] "echo" ""', { args: ["echo", ""] }],
    ['1.0 [0 x:1] "echo" "a \\"b\\" \\\\ c"', { args: ["echo", 'a "b" \\ c'] }],
    [
      '1.0 [0 x:1] "echo" "\\r\\n\\t\\a\\b\\x00\\xfF"',
      { args: ["echo", "\r\n\t\u0007\b\0\u00FF"] },
    ],
    ['1.0 [0 x:1] "echo" "] \\" \\"x"', { args: ["echo", '] " "x'] }],
  ])("%s", (line, expected) => {
    expect(parseMonitorLine(line)).toMatchObject(expected);
  });

  it.each([
    "",
    "OK",
    "1.0 [0 x:1]",
    '1.0 [0 x:1] "open',
    '1.0 [0 x:1] "a"b',
    '1.0 [x] "a"',
    'x "a"',
  ])("none: %s", (line) => {
    expect(parseMonitorLine(line)).toBeUndefined();
  });

  it("gives back every byte the server's own escaping was given", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 20 }), { minLength: 1, maxLength: 5 }),
        (words) => {
          const line = `1.000000 [0 x:1] ${words.map(quoted).join(" ")}`;
          const expected = words.map((word) => String.fromCharCode(...word));
          expect(parseMonitorLine(line)?.args).toEqual(expected);
        },
      ),
    );
  });
});

/** As the server quotes a word for MONITOR. */
function quoted(word: Uint8Array): string {
  const plain: Readonly<Record<number, string>> = {
    7: "\\a",
    8: "\\b",
    9: "\\t",
    10: "\\n",
    13: "\\r",
    34: '\\"',
    92: "\\\\",
  };
  const parts = Array.from(word, (byte) => {
    if (plain[byte] !== undefined) return plain[byte];
    if (byte >= 32 && byte < 127) return String.fromCharCode(byte);
    return `\\x${byte.toString(16).padStart(2, "0")}`;
  });
  return `"${parts.join("")}"`;
}
