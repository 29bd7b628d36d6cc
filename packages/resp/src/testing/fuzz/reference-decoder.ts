// A second decoder, written from the RESP specification to be read and not to be fast: recursive,
// whole input only, one method per kind of token. The codec's tokenizer shares no line with it, so a
// mistake has to be made twice, in two shapes, to stay hidden.

import { toText } from "./bytes.ts";
import { doubleFaultAt } from "./double-grammar.ts";
import { type Said, type SaidPairs, saidNumber } from "./said.ts";

/** The rules of the grammar a stream can break. */
export type Rule =
  | "type" // an unknown type byte, or a known one where it can't stand
  | "line-break" // a CR without LF or an LF without CR
  | "integer"
  | "integer-range" // beyond 64 bits
  | "double"
  | "boolean"
  | "null"
  | "length" // no digits, below -1, a sign, "?" where nothing streams
  | "terminator" // no CR LF behind the bytes of a bulk
  | "verbatim" // no format
  | "push-place" // a push inside another value
  | "push-kind" // a push that does not begin with a text
  | "stream-end" // a "." that ends nothing, or text behind it
  | "limit";

/** How far the second decoder goes; what passes a limit is "invalid" by rule "limit". */
export interface ReferenceLimits {
  /** Longest line; default 65,536. */
  readonly maxLineBytes?: number | undefined;
  /** Longest bulk or streamed string; default 536,870,912. */
  readonly maxBulkBytes?: number | undefined;
  /** Most announced elements, a pair counts as two; default 16,777,216. */
  readonly maxElements?: number | undefined;
  /** Most aggregates within each other; default 1024. It recurses: much more overflows the stack. */
  readonly maxDepth?: number | undefined;
}

/** What the second decoder says of a stream. */
export interface Judgement {
  /** "incomplete": legal so far, and ends inside a value. */
  readonly verdict: "valid" | "invalid" | "incomplete";
  /** The top-level values that were complete, pushes among them. */
  readonly values: readonly Said[];
  /** Where it is invalid: the first byte that can't stand, or the token that is wrong as a whole. */
  readonly offset?: number | undefined;
  /** Which rule is broken. */
  readonly rule?: Rule | undefined;
}

/** Judges a whole stream. Never throws. */
export function judge(bytes: Uint8Array, limits: ReferenceLimits = {}): Judgement {
  const values: Said[] = [];
  const reader = new Reader(bytes, limits);
  try {
    while (!reader.atEnd) values.push(reader.topLevel());
    return { verdict: "valid", values };
  } catch (fault) {
    if (fault instanceof Unfinished) return { verdict: fault.verdict, values };
    if (!(fault instanceof Broken)) throw fault;
    return { verdict: "invalid", values, offset: fault.offset, rule: fault.rule };
  }
}

/** The input ends inside a value. */
class Unfinished {
  readonly verdict = "incomplete";
}

/** The input is no RESP. */
class Broken {
  readonly rule: Rule;
  readonly offset: number;

  constructor(rule: Rule, offset: number) {
    this.rule = rule;
    this.offset = offset;
  }
}

/** Where a value stands: decides which type bytes may begin it. */
type Place = "top" | "inside" | "push-kind";

const maxInt64 = 2n ** 63n;
const texts = "$+=";

class Reader {
  readonly #bytes: Uint8Array;
  readonly #limits: { [Name in keyof ReferenceLimits]-?: number };
  #at = 0;
  #depth = 0;

  constructor(bytes: Uint8Array, limits: ReferenceLimits) {
    this.#bytes = bytes;
    this.#limits = {
      maxLineBytes: limits.maxLineBytes ?? 65_536,
      maxBulkBytes: limits.maxBulkBytes ?? 536_870_912,
      maxElements: limits.maxElements ?? 16_777_216,
      maxDepth: limits.maxDepth ?? 1024,
    };
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  topLevel(): Said {
    return this.#value("top");
  }

  /** Attributes, if any, then the value they belong to. */
  #value(place: Place): Said {
    const attributes: SaidPairs[] = [];
    while (this.#sign() === "|") {
      const { at, text } = this.#line();
      const count = this.#length(text, at);
      attributes.push(this.#pairs(count, at));
    }
    const value = this.#bare(place);
    return attributes.length === 0 ? value : { ...value, attributes };
  }

  #bare(place: Place): Said {
    const at = this.#at;
    const sign = this.#sign();
    if (sign === ">" && place !== "top") throw new Broken("push-place", at);
    if (sign === ".") throw new Broken("stream-end", at);
    if (!"+-:$*_#,(!=%~>".includes(sign)) throw new Broken("type", at);
    if (place === "push-kind" && !texts.includes(sign)) throw new Broken("push-kind", at);
    const { text } = this.#line();
    switch (sign) {
      case "+":
        return { type: "simple", text };
      case "-":
        return { type: "error", text };
      case "_":
        if (text !== "") throw new Broken("null", at + 1);
        return { type: "null", form: "_" };
      case "#":
        return boolean(text, at);
      case ":":
        return integer(text, at);
      case "(":
        return { type: "big-number", number: String(wholeNumber(text, at)) };
      case ",":
        return double(text, at);
      case "$":
        return this.#bulk(text, at, place);
      case "!":
        return { type: "bulk-error", text: this.#body(this.#length(text, at), at) };
      case "=":
        return this.#verbatim(text, at);
      case "%":
        return this.#map(text, at);
      default:
        return this.#list(sign, text, at);
    }
  }

  #bulk(text: string, at: number, place: Place): Said {
    if (text === "?") return this.#streamedBulk();
    if (isNull(text, at)) {
      if (place === "push-kind") throw new Broken("push-kind", at);
      return { type: "null", form: "$-1" };
    }
    return { type: "bulk", text: this.#body(this.#length(text, at, true), at) };
  }

  #streamedBulk(): Said {
    let whole = "";
    for (;;) {
      const at = this.#at;
      if (this.#sign() !== ";") throw new Broken("type", at);
      const length = this.#length(this.#line().text, at);
      if (length === 0) return { type: "streamed-bulk", text: whole };
      if (whole.length + length > this.#limits.maxBulkBytes) throw new Broken("limit", at);
      whole += this.#body(length, at);
    }
  }

  #verbatim(text: string, at: number): Said {
    const length = this.#length(text, at);
    if (length > this.#limits.maxBulkBytes) throw new Broken("limit", at);
    if (length < 4) throw new Broken("verbatim", at);
    const bodyAt = this.#at;
    const body = this.#body(length, at);
    if (body[3] !== ":") throw new Broken("verbatim", bodyAt + 3);
    return { type: "verbatim", text: body };
  }

  #map(text: string, at: number): Said {
    if (text !== "?") {
      return { type: "map", entries: this.#pairs(this.#length(text, at, true), at) };
    }
    const entries: [Said, Said][] = [];
    this.#within(at, () => {
      while (!this.#streamEnds()) entries.push(this.#pair());
    });
    return { type: "map", entries, streamed: true };
  }

  #list(sign: string, text: string, at: number): Said {
    if (sign === "*" && isNull(text, at)) return { type: "null", form: "*-1" };
    const type = sign === "*" ? "array" : sign === "~" ? "set" : "push";
    const streamed = text === "?";
    const count = streamed ? Infinity : this.#length(text, at, true);
    if (!streamed && count > this.#limits.maxElements) throw new Broken("limit", at);
    if (type === "push" && count === 0) throw new Broken("push-kind", at);
    const items: Said[] = [];
    this.#within(at, () => {
      if (type === "push") items.push(this.#value("push-kind"));
      while (streamed ? !this.#streamEnds() : items.length < count) {
        items.push(this.#value("inside"));
      }
    });
    return streamed ? { type, items, streamed } : { type, items };
  }

  #pairs(count: number, at: number): SaidPairs {
    if (count * 2 > this.#limits.maxElements) throw new Broken("limit", at);
    const pairs: [Said, Said][] = [];
    this.#within(at, () => {
      while (pairs.length < count) pairs.push(this.#pair());
    });
    return pairs;
  }

  #pair(): [Said, Said] {
    const key = this.#value("inside");
    return [key, this.#value("inside")];
  }

  #within(at: number, read: () => void): void {
    if (this.#depth >= this.#limits.maxDepth) throw new Broken("limit", at);
    this.#depth++;
    read();
    this.#depth--;
  }

  /** True if a "." stands here, which is then behind us. */
  #streamEnds(): boolean {
    const at = this.#at;
    if (this.#sign() !== ".") return false;
    if (this.#line().text !== "") throw new Broken("stream-end", at + 1);
    return true;
  }

  #sign(): string {
    if (this.atEnd) throw new Unfinished();
    return String.fromCharCode(this.#bytes[this.#at]!);
  }

  /** The line that begins here, without its type byte. A line is judged when it has ended. */
  #line(): { at: number; text: string } {
    const at = this.#at;
    for (let end = at + 1; end <= at + 1 + this.#limits.maxLineBytes; end++) {
      if (end === this.#bytes.length) throw new Unfinished();
      if (this.#bytes[end] === 0x0a) throw new Broken("line-break", end);
      if (this.#bytes[end] !== 0x0d) continue;
      if (end + 1 === this.#bytes.length) throw new Unfinished();
      if (this.#bytes[end + 1] !== 0x0a) throw new Broken("line-break", end + 1);
      this.#at = end + 2;
      return { at, text: toText(this.#bytes.subarray(at + 1, end)) };
    }
    throw new Broken("limit", at);
  }

  #length(text: string, at: number, streams = false): number {
    if (/^[0-9]+$/.test(text)) {
      const length = Number(text);
      return Number.isSafeInteger(length) ? length : Infinity;
    }
    if (streams && text.startsWith("?")) throw new Broken("length", at + 2);
    throw new Broken("length", at + 1 + /^[0-9]*/.exec(text)![0].length);
  }

  /** So many bytes and their CR LF; a body is judged when it has ended. */
  #body(length: number, at: number): string {
    if (length > this.#limits.maxBulkBytes) throw new Broken("limit", at);
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new Unfinished();
    for (const [place, expected] of [0x0d, 0x0a].entries()) {
      if (end + place === this.#bytes.length) throw new Unfinished();
      if (this.#bytes[end + place] !== expected) throw new Broken("terminator", end + place);
    }
    const text = toText(this.#bytes.subarray(this.#at, end));
    this.#at = end + 2;
    return text;
  }
}

/** True for "-1"; any other text with a minus is no length. */
function isNull(text: string, at: number): boolean {
  if (!text.startsWith("-") || text === "-1") return text === "-1";
  throw new Broken("length", at + (text[1] === "1" ? 3 : 2));
}

function boolean(text: string, at: number): Said {
  if (text[0] !== "t" && text[0] !== "f") throw new Broken("boolean", at + 1);
  if (text.length > 1) throw new Broken("boolean", at + 2);
  return { type: "boolean", value: text === "t" };
}

function integer(text: string, at: number): Said {
  const value = wholeNumber(text, at);
  if (value >= maxInt64 || value < -maxInt64) throw new Broken("integer-range", at);
  return { type: "integer", number: String(value) };
}

function wholeNumber(text: string, at: number): bigint {
  const legal = /^[+-]?[0-9]*/.exec(text)![0];
  if (legal !== text || !/[0-9]/.test(legal)) throw new Broken("integer", at + 1 + legal.length);
  return BigInt(text);
}

function double(text: string, at: number): Said {
  const fault = doubleFaultAt(text);
  if (fault !== undefined) throw new Broken("double", at + 1 + fault);
  const words: Record<string, number> = { inf: Infinity, "-inf": -Infinity };
  const value = text.endsWith("nan") ? Number.NaN : (words[text] ?? Number(text));
  return { type: "double", number: saidNumber(value) };
}
