// A reply's value into bytes: the convenience for a server that thinks in values and not in frames.

import { encodeUtf8 } from "../base/index.ts";
import { encodeFrame } from "./encode-frame.ts";
import { bulkFrame, type Frame, type FramePairs } from "./frame.ts";
import { ReplyError } from "./reply-error.ts";
import type { Reply } from "./reply.ts";

const maxInt64 = 2n ** 63n;

/**
 * The bytes a server sends for `reply`: strings and bytes as bulks, integral numbers as integers,
 * other numbers (and -0) as doubles, bigints beyond 64 bits as big numbers, errors as errors (as bulk
 * errors if their text has line breaks), Maps as maps. Protocol 2 as in `encodeFrame`.
 *
 * @throws {TypeError} if a string has a lone surrogate, or a value is no reply.
 */
export function encodeReply(reply: Reply, protocol: 2 | 3): Uint8Array {
  return encodeFrame(frameOf(reply), protocol);
}

/** An aggregate whose children are still values. */
interface OpenReply {
  readonly children: readonly Reply[];
  readonly frames: Frame[];
  readonly finish: (frames: Frame[]) => Frame;
}

/** Without recursion: a reply may nest as deeply as memory allows. */
function frameOf(reply: Reply): Frame {
  const root: OpenReply = { children: [reply], frames: [], finish: (frames) => frames[0]! };
  const open: OpenReply[] = [root];
  for (;;) {
    const top = open.at(-1)!;
    const child = top.children[top.frames.length];
    if (top.frames.length < top.children.length) {
      const aggregate = openReply(child);
      if (aggregate === undefined) top.frames.push(scalarFrame(child));
      else open.push(aggregate);
      continue;
    }
    open.pop();
    const frame = top.finish(top.frames);
    if (open.length === 0) return frame;
    open.at(-1)!.frames.push(frame);
  }
}

function openReply(reply: Reply | undefined): OpenReply | undefined {
  if (Array.isArray(reply)) {
    return { children: reply, frames: [], finish: (items) => ({ type: "array", items }) };
  }
  if (!(reply instanceof Map)) return undefined;
  return { children: [...reply].flat(1), frames: [], finish: mapFrame };
}

function mapFrame(items: readonly Frame[]): Frame {
  return { type: "map", entries: pairsOf(items) };
}

function pairsOf(frames: readonly Frame[]): FramePairs {
  const pairs: [Frame, Frame][] = [];
  for (let index = 0; index < frames.length; index += 2) {
    pairs.push([frames[index]!, frames[index + 1]!]);
  }
  return pairs;
}

function scalarFrame(reply: Reply | undefined): Frame {
  if (reply === null) return { type: "null", form: "_" };
  if (typeof reply === "string") return bulkFrame(reply);
  if (typeof reply === "number") return numberFrame(reply);
  if (typeof reply === "bigint") return bigintFrame(reply);
  if (typeof reply === "boolean") return { type: "boolean", value: reply };
  if (reply instanceof ReplyError) return textOfError(reply.message);
  if (ArrayBuffer.isView(reply)) return bulkFrame(reply);
  throw new TypeError(`No reply can be ${reply === undefined ? "undefined" : typeof reply}.`);
}

function numberFrame(value: number): Frame {
  const integral = Number.isSafeInteger(value) && !Object.is(value, -0);
  return { type: integral ? "integer" : "double", value };
}

function bigintFrame(value: bigint): Frame {
  const fits = value < maxInt64 && value >= -maxInt64;
  return { type: fits ? "integer" : "big-number", value };
}

function textOfError(message: string): Frame {
  return { type: /[\r\n]/.test(message) ? "bulk-error" : "error", bytes: encodeUtf8(message) };
}
