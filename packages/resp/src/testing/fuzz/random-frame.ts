// Valid streams from a seed, without fast-check: for runs of a million frames, where shrinking is done
// on the bytes afterwards.

import { type Frame, type FramePairs, encodeFrame } from "../../codec/index.ts";
import { fromText, joined } from "./bytes.ts";
import { type Random, below, oneOf, randomBytes } from "./random.ts";

/** What {@link randomFrame} makes. */
export interface RandomFrameOptions {
  /** Where the randomness comes from. */
  readonly random: Random;
  /** 2: only what RESP2 can say. 3, the default: everything. */
  readonly protocol?: 2 | 3 | undefined;
  /** How many aggregates lie within each other at most; default 4. */
  readonly maxDepth?: number | undefined;
  /** Longest text in bytes; default 40, one in fifty is up to a hundred times longer. */
  readonly maxTextBytes?: number | undefined;
}

/** A frame that is no push. */
export function randomFrame(options: RandomFrameOptions): Frame {
  return new FrameMaker(options).frame(options.maxDepth ?? 4);
}

/** A push: a kind, then any frames. */
export function randomPush(options: RandomFrameOptions): Frame {
  return new FrameMaker(options).push(options.maxDepth ?? 4);
}

/** The bytes of one to `maxFrames` (default 4) frames, pushes between them under RESP3. */
export function randomStream(
  options: RandomFrameOptions & { readonly maxFrames?: number | undefined },
): Uint8Array {
  const { random, protocol = 3, maxFrames = 4 } = options;
  const parts: Uint8Array[] = [];
  for (let left = 1 + below(random, maxFrames); left > 0; left--) {
    const isPush = protocol === 3 && below(random, 12) === 0;
    parts.push(encodeFrame(isPush ? randomPush(options) : randomFrame(options), protocol));
  }
  return joined(parts);
}

const words = [
  "OK",
  "",
  "ERR no",
  "PONG",
  "MOVED 1 h:1",
  "caf\xc3\xa9",
  "\xff\xc3",
  "\r\n",
  "*1\r\n",
  "$-1\r\n",
];

class FrameMaker {
  readonly #random: Random;
  readonly #old: boolean;
  readonly #maxTextBytes: number;

  constructor({ random, protocol = 3, maxTextBytes = 40 }: RandomFrameOptions) {
    this.#random = random;
    this.#old = protocol === 2;
    this.#maxTextBytes = maxTextBytes;
  }

  frame(depth: number): Frame {
    const bare = this.#bare(depth);
    if (this.#old || depth === 0 || this.#upTo(12) !== 0) return bare;
    const attributes = this.#times(1 + this.#upTo(2), () => this.#pairs(depth - 1));
    return { ...bare, attributes };
  }

  push(depth: number): Frame {
    const kind = oneOf(this.#random, [
      () => ({ type: "bulk" as const, bytes: fromText("message") }),
      () => ({ type: "simple" as const, bytes: fromText("invalidate") }),
      () => this.#verbatim(),
    ])();
    const items = [kind, ...this.#items(Math.max(0, depth - 1))];
    return { type: "push", items, ...this.#streamed() };
  }

  #bare(depth: number): Frame {
    const kinds = this.#old ? 5 : 11;
    const aggregates = depth === 0 ? 0 : this.#old ? 3 : 6;
    const kind = this.#upTo(kinds + aggregates);
    return kind >= kinds ? this.#aggregate(depth - 1) : this.#scalar(kind);
  }

  #scalar(kind: number): Frame {
    switch (kind) {
      case 0:
        return { type: this.#upTo(4) === 0 ? "error" : "simple", bytes: this.#lineText() };
      case 1:
        return this.#integer();
      case 2:
      case 3:
        return { type: "bulk", bytes: this.#text() };
      case 4:
        return {
          type: "null",
          form: this.#old
            ? oneOf(this.#random, ["$-1", "*-1"])
            : oneOf(this.#random, ["_", "$-1", "*-1"]),
        };
      case 5:
        return { type: "boolean", value: this.#upTo(2) === 0 };
      case 6:
        return this.#double();
      case 7:
        return { type: "big-number", ...this.#spelled(this.#big()) };
      case 8:
        return { type: "bulk-error", bytes: this.#text() };
      case 9:
        return this.#verbatim();
      default:
        return { type: "streamed-bulk", pieces: this.#times(this.#upTo(4), () => this.#piece()) };
    }
  }

  #aggregate(depth: number): Frame {
    const types = this.#old ? (["array"] as const) : (["array", "array", "set", "map"] as const);
    const type = oneOf<"array" | "set" | "map">(this.#random, types);
    const streamed = this.#streamed();
    if (type === "map") return { type, entries: this.#pairs(depth), ...streamed };
    return { type, items: this.#items(depth), ...streamed };
  }

  #items(depth: number): Frame[] {
    return this.#times(this.#upTo(5), () => this.frame(depth));
  }

  #pairs(depth: number): FramePairs {
    return this.#times(this.#upTo(4), () => [this.frame(depth), this.frame(depth)] as const);
  }

  #streamed(): { streamed?: true } {
    return !this.#old && this.#upTo(4) === 0 ? { streamed: true } : {};
  }

  #verbatim(): Frame {
    const format = oneOf(this.#random, ["txt", "mkd", "\r\n\xff"]);
    return { type: "verbatim", format, bytes: this.#text() };
  }

  #piece(): Uint8Array {
    return randomBytes(this.#random, 1 + this.#upTo(12));
  }

  #text(): Uint8Array {
    if (this.#upTo(3) === 0) return fromText(oneOf(this.#random, words));
    const most = this.#upTo(50) === 0 ? this.#maxTextBytes * 100 : this.#maxTextBytes;
    return randomBytes(this.#random, this.#upTo(most + 1));
  }

  #lineText(): Uint8Array {
    return this.#text().filter((byte) => byte !== 0x0d && byte !== 0x0a);
  }

  #integer(): Frame {
    if (this.#upTo(3) > 0) return { type: "integer", ...this.#spelled(this.#upTo(300) - 50) };
    const value = BigInt.asIntN(64, this.#big());
    const small = Number.isSafeInteger(Number(value)) ? Number(value) : value;
    return { type: "integer", ...this.#spelled(small) };
  }

  /** At times with a sign or zeros it need not have. */
  #spelled(value: number | bigint): { value: number | bigint; text?: string } {
    const style = this.#upTo(8);
    if (value < 0 || style > 1) return { value };
    return { value, text: style === 0 ? `+${value}` : `00${value}` };
  }

  #big(): bigint {
    let value = 0n;
    for (let left = this.#upTo(6); left > 0; left--) {
      value = (value << 32n) | BigInt(this.#upTo(2 ** 32));
    }
    return this.#upTo(2) === 0 ? value : -value;
  }

  #double(): Frame {
    const spelling = oneOf(this.#random, ["3.0", "+1.5E3", "0e-0", "1e400", "-0.0", "007.50"]);
    if (this.#upTo(6) === 0) return { type: "double", value: Number(spelling), text: spelling };
    const special = [Infinity, -Infinity, Number.NaN, -0, 5e-324, 2 ** 53, 1e21];
    if (this.#upTo(6) === 0) return { type: "double", value: oneOf(this.#random, special) };
    const bits = randomBytes(this.#random, 8);
    return { type: "double", value: new DataView(bits.buffer).getFloat64(0) };
  }

  #times<T>(count: number, make: () => T): T[] {
    return Array.from({ length: count }, make);
  }

  #upTo(count: number): number {
    return below(this.#random, count);
  }
}
