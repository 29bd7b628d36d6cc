// Generators for fast-check: frames of either protocol, replies, commands, and every way to cut a
// stream. For this package's own laws, and for yours: a server, proxy or client that speaks RESP.

import fc, { type Arbitrary } from "fast-check";
import type {
  CommandArgument,
  Frame,
  FramePairs,
  ListFrame,
  MapFrame,
  NumberFrame,
  Reply,
} from "../codec/index.ts";

/** What {@link frames} makes. */
export interface FramesOptions {
  /** 2: only what RESP2 can say. 3, the default: everything, each with attributes at times. */
  protocol?: 2 | 3 | undefined;
  /** How many aggregates lie within each other at most; default 4. */
  maxDepth?: number | undefined;
}

/** Frames that are no pushes, each as `FrameDecoder` would have built it. */
export function frames({ protocol = 3, maxDepth = 4 }: FramesOptions = {}): Arbitrary<Frame> {
  return protocol === 2 ? resp2Frames(maxDepth) : resp3Frames(maxDepth);
}

/** Pushes: a kind, then any frames. */
export function pushFrames(): Arbitrary<Frame> {
  const kind: Arbitrary<Frame> = fc.constantFrom("message", "invalidate", "x").map((text) => ({
    type: "bulk",
    bytes: Uint8Array.from(text, (unit) => unit.charCodeAt(0)),
  }));
  return fc
    .tuple(kind, fc.array(frames({ maxDepth: 2 }), { maxLength: 4 }), fc.boolean())
    .map(([first, data, streamed]) => marked({ type: "push", items: [first, ...data] }, streamed));
}

/** Replies as `Decoder` hands them over under "utf8"; no errors. */
export function replies(): Arbitrary<Reply> {
  const { reply } = fc.letrec<{ reply: Reply }>((tie) => ({
    reply: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.maxSafeInteger(),
      fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }),
      fc.double().filter((value) => !Number.isSafeInteger(value) || Object.is(value, -0)),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("reply"), { maxLength: 5 }),
      fc
        .uniqueArray(fc.tuple(fc.string(), tie("reply")), {
          maxLength: 4,
          selector: ([key]) => key,
        })
        .map((entries) => new Map<Reply, Reply>(entries)),
    ),
  }));
  return reply;
}

/** Commands that can be sent: a name and arguments of every type. */
export function commands(): Arbitrary<CommandArgument[]> {
  const argument: Arbitrary<CommandArgument> = fc.oneof(
    fc.string({ unit: "binary", maxLength: 80 }),
    fc.uint8Array({ maxLength: 80 }),
    fc.double({ noNaN: true }),
    fc.bigInt(),
  );
  return fc.array(argument, { minLength: 1, maxLength: 8 });
}

/** The bytes in order, cut anywhere into pieces; some may be empty. */
export function cuts(bytes: Uint8Array): Arbitrary<Uint8Array[]> {
  const positions = fc.array(fc.nat({ max: bytes.length }), { maxLength: 12 });
  return positions.map((chosen) => {
    const sorted = [0, ...chosen.toSorted((left, right) => left - right), bytes.length];
    return sorted.slice(1).map((end, index) => bytes.slice(sorted[index], end));
  });
}

function resp2Frames(maxDepth: number): Arbitrary<Frame> {
  const { frame } = fc.letrec<{ frame: Frame }>((tie) => ({
    frame: fc.oneof(
      { maxDepth, withCrossShrink: true },
      lineFrames(),
      integers(),
      bulks("bulk"),
      nulls("$-1", "*-1"),
      fc.array(tie("frame"), { maxLength: 5 }).map((items) => ({ type: "array" as const, items })),
    ),
  }));
  return frame;
}

function resp3Frames(maxDepth: number): Arbitrary<Frame> {
  const { frame } = fc.letrec<{ frame: Frame }>((tie) => {
    const pairs = fc.array(fc.tuple(tie("frame"), tie("frame")), { maxLength: 3 });
    return { frame: annotated(bareFrames(maxDepth, tie("frame"), pairs), pairs) };
  });
  return frame;
}

function bareFrames(
  maxDepth: number,
  frame: Arbitrary<Frame>,
  pairs: Arbitrary<FramePairs>,
): Arbitrary<Frame> {
  return fc.oneof(
    { maxDepth, withCrossShrink: true, depthIdentifier: "frame" },
    lineFrames(),
    integers(),
    bigNumbers(),
    doubles(),
    bulks("bulk"),
    bulks("bulk-error"),
    verbatims(),
    streamedBulks(),
    fc.boolean().map((value) => ({ type: "boolean" as const, value })),
    nulls("_", "$-1", "*-1"),
    fc
      .tuple(
        fc.constantFrom("array" as const, "set" as const),
        fc.array(frame, { maxLength: 5 }),
        fc.boolean(),
      )
      .map(([type, items, streamed]) => marked({ type, items }, streamed)),
    fc
      .tuple(pairs, fc.boolean())
      .map(([entries, streamed]) => marked({ type: "map", entries }, streamed)),
  );
}

/** One in eight carries attributes. */
function annotated(bare: Arbitrary<Frame>, pairs: Arbitrary<FramePairs>): Arbitrary<Frame> {
  const lists = fc.array(pairs, { minLength: 1, maxLength: 2 });
  const some = fc.tuple(bare, lists).map(([frame, ahead]) => annotate(frame, ahead));
  return fc.oneof({ weight: 7, arbitrary: bare }, { weight: 1, arbitrary: some });
}

function annotate(frame: Frame, attributes: readonly FramePairs[]): Frame {
  return { ...frame, attributes };
}

function marked(frame: ListFrame | MapFrame, streamed: boolean): Frame {
  return streamed ? { ...frame, streamed } : frame;
}

function lineFrames(): Arbitrary<Frame> {
  const byte = fc.nat({ max: 255 }).filter((value) => value !== 0x0d && value !== 0x0a);
  const bytes = fc.array(byte, { maxLength: 24 }).map((values) => Uint8Array.from(values));
  return plainRecord({ type: fc.constantFrom("simple" as const, "error" as const), bytes });
}

function bulks(type: "bulk" | "bulk-error"): Arbitrary<Frame> {
  return fc.uint8Array({ maxLength: 40 }).map((bytes) => ({ type, bytes }));
}

function verbatims(): Arbitrary<Frame> {
  return plainRecord({
    type: fc.constant("verbatim" as const),
    format: fc.constantFrom("txt", "mkd", "\r\n\xff"),
    bytes: fc.uint8Array({ maxLength: 40 }),
  });
}

function streamedBulks(): Arbitrary<Frame> {
  const piece = fc.uint8Array({ minLength: 1, maxLength: 12 });
  return plainRecord({
    type: fc.constant("streamed-bulk" as const),
    pieces: fc.array(piece, { maxLength: 4 }),
  });
}

function nulls(...forms: ("_" | "$-1" | "*-1")[]): Arbitrary<Frame> {
  return fc.constantFrom(...forms).map((form) => ({ type: "null" as const, form }));
}

function integers(): Arbitrary<Frame> {
  const value = fc.oneof(
    fc.integer({ min: -10, max: 200 }),
    fc
      .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
      .map((big) => (Number.isSafeInteger(Number(big)) ? Number(big) : big)),
  );
  return respelled("integer", value);
}

function bigNumbers(): Arbitrary<Frame> {
  return respelled("big-number", fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }));
}

function doubles(): Arbitrary<Frame> {
  const spelled = fc.constantFrom<NumberFrame>(
    { type: "double", value: 3, text: "3.0" },
    { type: "double", value: 1500, text: "+1.5E3" },
    { type: "double", value: Number.NaN, text: "-nan" },
    { type: "double", value: 0, text: "0e-0" },
  );
  return fc.oneof(
    fc.double().map((value) => ({ type: "double" as const, value })),
    spelled,
  );
}

/** Integers that at times have a sign or zeros they need not have. */
function respelled(
  type: "integer" | "big-number",
  value: Arbitrary<number | bigint>,
): Arbitrary<Frame> {
  return fc.tuple(value, fc.nat({ max: 5 })).map(([number, style]): Frame => {
    const digits = String(number);
    if (style === 0 && number >= 0) return { type, value: number, text: `+${digits}` };
    if (style === 1 && number >= 0) return { type, value: number, text: `00${digits}` };
    return { type, value: number };
  });
}

/** Ordinary objects, as the decoder's are: equal under strict comparison too. */
function plainRecord<T extends object>(model: { [K in keyof T]: Arbitrary<T[K]> }): Arbitrary<T> {
  return fc.record<T>(model, { noNullPrototype: true });
}
