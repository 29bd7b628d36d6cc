// What a recording is, and how it stands in a file: a header and one JSON object a line, in the order in
// which things happened. Bytes are text with one character per byte, escaped to plain ASCII, so that a
// recording can be read, compared and edited:
//
//     {"recording":"resp","version":1}
//     {"atMs":0.41,"connection":1,"kind":"open"}
//     {"atMs":0.93,"connection":1,"kind":"command","index":0,"bytes":"*1\r\n$4\r\nPING\r\n"}
//     {"atMs":1.2,"connection":1,"kind":"reply","index":0,"bytes":"+PONG\r\n"}
//     {"atMs":9.87,"connection":1,"kind":"close","by":"client"}

import { fromBinary, toBinary } from "../server/bytes.ts";

/** What every event has. */
interface Happening {
  /** Milliseconds since the recording began, to the microsecond. */
  readonly atMs: number;
  /** Which connection, from 1 in the order in which they were opened. */
  readonly connection: number;
}

/** One line of a recording. */
export type RecordingEvent = Happening &
  (
    | {
        /** A client has connected. */
        readonly kind: "open";
      }
    | {
        /** A command came from the client; `index` counts from 0 on its connection. */
        readonly kind: "command";
        readonly index: number;
        readonly bytes: Uint8Array;
        /** True if secrets were replaced by `***`; the bytes are otherwise those that came. */
        readonly masked?: true | undefined;
      }
    | {
        /** What the server said to a command: one frame, several for the subscribe family. */
        readonly kind: "reply";
        readonly index: number;
        readonly bytes: Uint8Array;
      }
    | {
        /** A frame of the server that answers nothing: a push, or a message under RESP2. */
        readonly kind: "push";
        readonly bytes: Uint8Array;
      }
    | {
        /** What was done to the command or its reply; the client saw that and not the reply as it is. */
        readonly kind: "fault";
        readonly index: number;
        readonly fault: string;
      }
    | {
        /** Bytes that are no RESP; what follows on the connection is passed on and recorded like this. */
        readonly kind: "raw";
        readonly from: "client" | "server";
        readonly bytes: Uint8Array;
      }
    | {
        /** The recording has reached its limit: nothing after this was recorded, on any connection. */
        readonly kind: "full";
      }
    | {
        /** The connection is over. */
        readonly kind: "close";
        readonly by: "client" | "server" | "fault";
      }
  );

/** Everything that was recorded. */
export interface Recording {
  /** In the order in which it happened. */
  readonly events: readonly RecordingEvent[];
}

const header = '{"recording":"resp","version":1}';

/** A recording as text; equal recordings are equal texts. */
export function formatRecording({ events }: Recording): string {
  return [header, ...events.map(formatEvent), ""].join("\n");
}

function formatEvent(event: RecordingEvent): string {
  const { atMs, connection, kind, ...rest } = event;
  const shown = "bytes" in rest ? { ...rest, bytes: toBinary(rest.bytes) } : rest;
  // Bytes above ASCII as escapes, so that the file has no encoding to get wrong.
  return JSON.stringify({ atMs, connection, kind, ...shown }).replaceAll(
    /[\u007f-\u00ff]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  );
}

/** The recording of a text. @throws {SyntaxError} naming the line that is none. */
export function parseRecording(text: string): Recording {
  const [first, ...lines] = text.split("\n");
  if (first !== header) throw new SyntaxError(`Line 1 is no recording's header: ${header}`);
  const events = lines.flatMap((line, index) =>
    line.trim() === "" ? [] : [parseEvent(line, index + 2)],
  );
  return { events };
}

function parseEvent(line: string, number: number): RecordingEvent {
  let event: Record<string, unknown>;
  try {
    event = JSON.parse(line) as Record<string, unknown>;
  } catch (error) {
    throw new SyntaxError(`Line ${number} of the recording is no JSON.`, { cause: error });
  }
  const fields = Object.hasOwn(kinds, String(event["kind"])) ? kinds[String(event["kind"])] : null;
  const expected = { atMs: "number", connection: "number", kind: "string", ...fields };
  const wrong = Object.entries(expected).find(([name, type]) => typeof event[name] !== type);
  if (fields === null || wrong !== undefined) {
    throw new SyntaxError(
      `Line ${number} of the recording is no event: "${wrong?.[0] ?? "kind"}" is wrong.`,
    );
  }
  if (typeof event["bytes"] !== "string") return event as unknown as RecordingEvent;
  if (!/^[\0-\u00ff]*$/.test(event["bytes"])) {
    throw new SyntaxError(`Line ${number} of the recording has a character that is no byte.`);
  }
  return { ...event, bytes: fromBinary(event["bytes"]) } as unknown as RecordingEvent;
}

/** Fields of each kind beside those that all have. */
const kinds: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  open: {},
  command: { index: "number", bytes: "string" },
  reply: { index: "number", bytes: "string" },
  push: { bytes: "string" },
  fault: { index: "number", fault: "string" },
  raw: { from: "string", bytes: "string" },
  full: {},
  close: { by: "string" },
};
