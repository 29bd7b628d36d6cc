// The file format: exact, stable, plain ASCII, and strict about what it reads. And secrets.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeCommand } from "../../../src/codec/index.ts";
import {
  formatRecording,
  parseRecording,
  type RecordingEvent,
} from "../../../src/testing/index.ts";
import { maskCommand, maskReply } from "../../../src/testing/recording/secrets.ts";
import { latin1 } from "../raw-connection.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const bytes = fc.uint8Array({ maxLength: 20 });
const index = fc.nat(9);
const happening = { atMs: fc.nat(1e6).map((us) => us / 1000), connection: fc.integer({ min: 1 }) };
const event: fc.Arbitrary<RecordingEvent> = fc.oneof(
  fc.record({ ...happening, kind: fc.constant("open" as const) }),
  fc.record({ ...happening, kind: fc.constant("command" as const), index, bytes }),
  fc.record({ ...happening, kind: fc.constant("reply" as const), index, bytes }),
  fc.record({ ...happening, kind: fc.constant("push" as const), bytes }),
  fc.record({ ...happening, kind: fc.constant("fault" as const), index, fault: fc.string() }),
  fc.record({
    ...happening,
    kind: fc.constant("raw" as const),
    from: fc.constantFrom("client" as const, "server" as const),
    bytes,
  }),
  fc.record({
    ...happening,
    kind: fc.constant("close" as const),
    by: fc.constantFrom("client" as const, "server" as const, "fault" as const),
  }),
);

describe("the format", () => {
  it("reads as it is documented", () => {
    const text = formatRecording({
      events: [
        { atMs: 0.41, connection: 1, kind: "open" },
        {
          atMs: 1.2,
          connection: 1,
          kind: "reply",
          index: 0,
          bytes: Uint8Array.of(43, 255, 13, 10),
        },
      ],
    });
    expect(text).toBe(
      '{"recording":"resp","version":1}\n' +
        '{"atMs":0.41,"connection":1,"kind":"open"}\n' +
        String.raw`{"atMs":1.2,"connection":1,"kind":"reply","index":0,"bytes":"+\u00ff\r\n"}` +
        "\n",
    );
  });

  it("comes back as it was, in plain ASCII", () => {
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const text = formatRecording({ events });
        expect(parseRecording(text)).toEqual({ events });
        const withoutNames = text.replaceAll(/"fault":"(?:[^"\\]|\\.)*"/g, "");
        expect(withoutNames).toMatch(/^[\n -~]*$/);
      }),
    );
  });

  it.each([
    ["", "Line 1 is no recording"],
    ['{"recording":"resp","version":2}', "Line 1 is no recording"],
    ["{", "Line 2 of the recording is no JSON"],
    ['{"atMs":1,"connection":1,"kind":"nope"}', '"kind" is wrong'],
    ['{"atMs":1,"connection":1,"kind":"toString"}', '"kind" is wrong'],
    ['{"atMs":"1","connection":1,"kind":"open"}', '"atMs" is wrong'],
    ['{"atMs":1,"connection":1,"kind":"push"}', '"bytes" is wrong'],
    ['{"atMs":1,"connection":1,"kind":"push","bytes":"\u0100"}', "no byte"],
  ])("refuses %s", (line, message) => {
    const text =
      line.startsWith('{"rec') || line === "" ? line : `{"recording":"resp","version":1}\n${line}`;
    expect(() => parseRecording(text)).toThrow(message);
  });
});

describe("secrets", () => {
  const masked = (...words: string[]): string | undefined => {
    const found = maskCommand(words.map(bytesOf));
    return found === undefined ? undefined : latin1(found.bytes);
  };
  const said = (...words: string[]): string => latin1(encodeCommand(words));

  it.each([
    [
      ["auth", "pw"],
      ["auth", "***"],
    ],
    [
      ["AUTH", "user", "pw"],
      ["AUTH", "***", "***"],
    ],
    [
      ["HELLO", "3", "AUTH", "user", "pw", "SETNAME", "me"],
      ["HELLO", "3", "AUTH", "***", "***", "SETNAME", "me"],
    ],
    [
      ["HELLO", "3", "auth", "user"],
      ["HELLO", "3", "auth", "***"],
    ],
    [
      ["CONFIG", "SET", "requirepass", "pw"],
      ["CONFIG", "SET", "requirepass", "***"],
    ],
    [
      ["ACL", "SETUSER", "u", "on", ">pw"],
      ["ACL", "SETUSER", "u", "on", "***"],
    ],
    [
      ["MIGRATE", "h", "1", "", "0", "5", "AUTH2", "u", "pw", "KEYS", "k"],
      ["MIGRATE", "h", "1", "", "0", "5", "AUTH2", "***", "***", "KEYS", "k"],
    ],
  ])("%j", (words, expected) => {
    expect(masked(...words)).toBe(said(...expected));
  });

  it.each([
    [["GET", "AUTH", "pw"]],
    [["HELLO", "3"]],
    [["CONFIG", "GET", "requirepass"]],
    [["AUTH"]],
  ])("%j has none", (words) => {
    expect(masked(...words)).toBeUndefined();
  });

  it("are taken out of errors that repeat them, longest first", () => {
    const error = bytesOf(
      "-ERR unknown command `HELLO`, with args: `3`, `AUTH`, `pw`, `pw-long`\r\n",
    );
    expect(latin1(maskReply(error, ["pw", "pw-long"]))).toBe(
      "-ERR unknown command `HELLO`, with args: `3`, `AUTH`, `***`, `***`\r\n",
    );
    expect(latin1(maskReply(bytesOf("$2\r\npw\r\n"), ["pw"]))).toBe("$2\r\npw\r\n");
  });
});
