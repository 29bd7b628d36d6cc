// From bytes to commands as the server itself reads them: arrays of bulk strings, or lines typed by hand.
// Not the codec's decoder, since a server is strict in other places than a client and says so in its own
// words; what is wrong ends the connection.
//
//     *2\r\n$3\r\nGET\r\n$1\r\nk\r\n        GET k\r\n        SET k "a \x00 b"\n

import { concatBytes, fromBinary, toBinary } from "./bytes.ts";
import type { Words } from "./session.ts";

/** The client's bytes are no command; the message is the server's, without "ERR". */
export class RequestError extends Error {}

/** What an unauthenticated client may send at most. */
const unauthenticatedWords = 10;
const unauthenticatedBytes = 16_384;
/** Longest line without its end. */
const maxLineBytes = 64 * 1024;
/** The default of proto-max-bulk-len. */
const maxBulkBytes = 512 * 1024 * 1024;

const CR = 0x0d;
const LF = 0x0a;
const star = 0x2a;
const dollar = 0x24;

/** Reads one connection's commands. */
export class RequestParser {
  readonly #onCommand: (words: Words, takeRaw: () => Uint8Array) => void;
  readonly #isAuthenticated: () => boolean;
  /** Chunks not yet joined: a long argument in many pieces is copied once. */
  #chunks: Uint8Array[] = [];
  #chunkBytes = 0;
  /** Bytes without which nothing goes on. */
  #wantedBytes = 0;
  #buffer: Uint8Array = new Uint8Array();
  #at = 0;
  #words: Uint8Array[] = [];
  /** Words of the array that are still to come; 0 between commands. */
  #missingWords = 0;
  /** Length of the word that comes; undefined ahead of its header. */
  #wordBytes: number | undefined;
  /** Where the unread part of the command begins in the buffer, and what of it left the buffer. */
  #rawFrom = 0;
  #rawParts: Uint8Array[] = [];

  /**
   * `onCommand` may ask, during its call, for the bytes that the command was; `isAuthenticated` is asked
   * for each length.
   */
  constructor(
    onCommand: (words: Words, takeRaw: () => Uint8Array) => void,
    isAuthenticated: () => boolean,
  ) {
    this.#onCommand = onCommand;
    this.#isAuthenticated = isAuthenticated;
  }

  /** Takes bytes; the chunk may be reused afterwards. @throws {RequestError} what is to be answered. */
  write(chunk: Uint8Array): void {
    this.#chunks.push(chunk.slice());
    this.#chunkBytes += chunk.length;
    if (this.#buffer.length - this.#at + this.#chunkBytes < this.#wantedBytes) return;
    if (this.#at > this.#rawFrom) {
      this.#rawParts.push(this.#buffer.subarray(this.#rawFrom, this.#at));
    }
    this.#rawFrom = 0;
    this.#buffer = concatBytes([this.#buffer.subarray(this.#at), ...this.#chunks]);
    this.#chunks = [];
    this.#chunkBytes = 0;
    this.#at = 0;
    this.#wantedBytes = 0;
    while (this.#at < this.#buffer.length && this.#step());
  }

  /** What came and was no command yet, as bytes; for whoever passes on what it does not understand. */
  takeRest(): Uint8Array {
    const rest = concatBytes([
      ...this.#rawParts,
      this.#buffer.subarray(this.#rawFrom),
      ...this.#chunks,
    ]);
    this.#rawParts = [];
    this.#chunks = [];
    this.#chunkBytes = 0;
    this.#buffer = new Uint8Array();
    this.#rawFrom = 0;
    this.#at = 0;
    return rest;
  }

  /** False if more bytes are needed. */
  #step(): boolean {
    if (this.#wordBytes !== undefined) return this.#readWord(this.#wordBytes);
    if (this.#missingWords > 0) return this.#readWordHeader();
    return this.#buffer[this.#at] === star ? this.#readArrayHeader() : this.#readInline();
  }

  #readArrayHeader(): boolean {
    const line = this.#line("too big mbulk count string");
    if (line === undefined) return false;
    const count = lengthOf(line.slice(1), Number.NEGATIVE_INFINITY, 2 ** 31 - 1);
    if (count === undefined) throw new RequestError("invalid multibulk length");
    if (count > unauthenticatedWords && !this.#isAuthenticated()) {
      throw new RequestError("unauthenticated multibulk length");
    }
    this.#words = [];
    this.#missingWords = Math.max(count, 0);
    return true;
  }

  #readWordHeader(): boolean {
    const line = this.#line("too big bulk count string");
    if (line === undefined) return false;
    if (line.charCodeAt(0) !== dollar) {
      throw new RequestError(`expected '$', got '${line[0] ?? "\r"}'`);
    }
    const length = lengthOf(line.slice(1), 0, maxBulkBytes);
    if (length === undefined) throw new RequestError("invalid bulk length");
    if (length > unauthenticatedBytes && !this.#isAuthenticated()) {
      throw new RequestError("unauthenticated bulk length");
    }
    this.#wordBytes = length;
    return true;
  }

  /** The two bytes behind it are not looked at, as in the server. */
  #readWord(length: number): boolean {
    if (this.#buffer.length - this.#at < length + 2) {
      this.#wantedBytes = length + 2;
      return false;
    }
    this.#words.push(this.#buffer.slice(this.#at, this.#at + length));
    this.#at += length + 2;
    this.#wordBytes = undefined;
    this.#missingWords -= 1;
    if (this.#missingWords === 0) this.#command(this.#words);
    return true;
  }

  #readInline(): boolean {
    const end = this.#buffer.indexOf(LF, this.#at);
    if (end === -1) {
      if (this.#buffer.length - this.#at > maxLineBytes) {
        throw new RequestError("too big inline request");
      }
      return false;
    }
    const hasReturn = end > this.#at && this.#buffer[end - 1] === CR;
    const line = toBinary(this.#buffer.subarray(this.#at, hasReturn ? end - 1 : end));
    this.#at = end + 1;
    const words = splitLine(line);
    if (words === undefined) throw new RequestError("unbalanced quotes in request");
    this.#command(words.map(fromBinary));
    return true;
  }

  /** Hands a command over, if it is one, and begins the next. */
  #command(words: Words): void {
    const end = this.#at;
    const takeRaw = (): Uint8Array =>
      concatBytes([...this.#rawParts, this.#buffer.subarray(this.#rawFrom, end)]);
    if (words.length > 0) this.#onCommand(words, takeRaw);
    this.#rawFrom = end;
    this.#rawParts = [];
  }

  /** The line up to CR and whatever follows it; undefined if it isn't whole. */
  #line(tooLong: string): string | undefined {
    const end = this.#buffer.indexOf(CR, this.#at);
    if (end === -1 && this.#buffer.length - this.#at > maxLineBytes) {
      throw new RequestError(tooLong);
    }
    if (end === -1 || end + 1 >= this.#buffer.length) return undefined;
    const line = toBinary(this.#buffer.subarray(this.#at, end));
    this.#at = end + 2;
    return line;
  }
}

/** An integer in its only spelling, within its bounds. */
function lengthOf(text: string, min: number, max: number): number | undefined {
  if (!/^(?:0|-?[1-9][0-9]{0,18})$/.test(text)) return undefined;
  const value = Number(text);
  return value >= min && value <= max ? value : undefined;
}

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  a: "\u0007",
};

/** Words of a line with quotes as a shell has them; undefined if a quote is left open. */
function splitLine(line: string): string[] | undefined {
  const words: string[] = [];
  let at = 0;
  for (;;) {
    while (isSpace(line[at])) at += 1;
    if (at >= line.length) return words;
    const word = readWord(line, at);
    if (word === undefined) return undefined;
    words.push(word.text);
    at = word.end;
  }
}

function readWord(line: string, from: number): { text: string; end: number } | undefined {
  let text = "";
  let at = from;
  while (at < line.length && !isSpace(line[at])) {
    const character = line[at] ?? "";
    if (character === '"' || character === "'") {
      const quoted = readQuoted(line, at + 1, character);
      if (quoted === undefined) return undefined;
      // A closing quote must end its word.
      if (quoted.end < line.length && !isSpace(line[quoted.end])) return undefined;
      return { text: text + quoted.text, end: quoted.end };
    }
    text += character;
    at += 1;
  }
  return { text, end: at };
}

/** From behind the opening quote to behind the closing one. */
function readQuoted(
  line: string,
  from: number,
  quote: string,
): { text: string; end: number } | undefined {
  let text = "";
  for (let at = from; at < line.length; at += 1) {
    const character = line[at] ?? "";
    const next = line[at + 1];
    if (character === quote) return { text, end: at + 1 };
    const hex = quote === '"' ? /^\\x[0-9a-f]{2}/i.exec(line.slice(at, at + 4)) : null;
    if (hex !== null) {
      text += String.fromCharCode(Number.parseInt(line.slice(at + 2, at + 4), 16));
      at += 3;
    } else if (character === "\\" && next !== undefined && (quote === '"' || next === "'")) {
      text += quote === '"' ? (escapes[next] ?? next) : next;
      at += 1;
    } else {
      text += character;
    }
  }
  return undefined;
}

function isSpace(character: string | undefined): boolean {
  return character !== undefined && /[ \t\n\v\f\r\0]/.test(character);
}
