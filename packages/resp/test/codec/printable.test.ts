import { ProtocolError, printable, printableLines } from "@respite/resp/codec";
import { describe, expect, it } from "vitest";
import { protocolError, wire } from "./helpers.ts";

describe("printable", () => {
  it("shows every byte as ASCII that reads back", () => {
    expect(printable(wire('a\r\n\t"\\\0\x7f\xff~'))).toBe('a\\r\\n\\t\\"\\\\\\x00\\x7f\\xff~');
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const text = printable(all);
    expect(text).toMatch(/^[\x20-\x7e]*$/);
    const back = JSON.parse(`"${text.replaceAll(/\\x(..)/g, String.raw`\u00$1`)}"`) as string;
    expect(wire(back)).toEqual(all);
  });

  it("shows a stream line by line", () => {
    expect(printableLines(wire("*1\r\n$1\r\na\r\n+x"))).toEqual([
      "*1\\r\\n",
      "$1\\r\\n",
      "a\\r\\n",
      "+x",
    ]);
    expect(printableLines(wire(""))).toEqual([]);
  });
});

describe("a protocol error's message", () => {
  it("says what, where, and shows the bytes before", () => {
    const error = protocolError("+OK\r\n:1\x002\r\n");
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error.message).toBe(
      'The stream is no valid RESP: no digit in an integer at byte 7, at the end of ":1\\x00".',
    );
  });

  it("shows 32 bytes at most, and nothing of a bulk but the wrong byte", () => {
    expect(protocolError(`+${"x".repeat(100)}\n`).message).toContain(`"${"x".repeat(31)}\\n"`);
    expect(protocolError("$6\r\nsecretX\r\n").message).not.toContain("secret");
  });
});
