// Frames of either protocol, every type and spelling, nested and streamed, with attributes at times.

import fc, { type Arbitrary } from "fast-check";
import {
  type Frame,
  type FramePairs,
  type ListFrame,
  type MapFrame,
  type NumberFrame,
  encodeFrame,
} from "../../codec/index.ts";
import { printedAs, wireText } from "./printed.ts";

/** What {@link frames} makes. */
export interface FramesOptions {
  /** 2: only what RESP2 can say. 3, the default: everything, each with attributes at times. */
  protocol?: 2 | 3 | undefined;
  /** How many aggregates lie within each other at most; default 4. */
  maxDepth?: number | undefined;
}

/**
 * Frames that are no pushes, each as `FrameDecoder` would have built it. A counterexample is printed as
 * RESP text.
 */
export function frames({ protocol = 3, maxDepth = 4 }: FramesOptions = {}): Arbitrary<Frame> {
  const made = protocol === 2 ? resp2Frames(maxDepth) : resp3Frames(maxDepth);
  return made.map((frame) => printedAs({ ...frame }, () => wireText(encodeFrame(frame, protocol))));
}

/** Pushes: a kind, then any frames. */
export function pushFrames(): Arbitrary<Frame> {
  const kind: Arbitrary<Frame> = fc.constantFrom("message", "invalidate", "x").map((text) => ({
    type: "bulk",
    bytes: Uint8Array.from(text, (unit) => unit.charCodeAt(0)),
  }));
  return fc
    .tuple(kind, fc.array(frames({ maxDepth: 2 }), { maxLength: 4 }), fc.boolean())
    .map(([first, data, streamed]) => marked({ type: "push", items: [first, ...data] }, streamed))
    .map((frame) => printedAs(frame, () => wireText(encodeFrame(frame, 3))));
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
