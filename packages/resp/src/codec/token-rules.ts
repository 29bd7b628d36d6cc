// Which type bytes may stand where: the grammar above single tokens, asked at each token's first byte.

import type { LevelStack } from "./level-stack.ts";
import type { Limits } from "./limits.ts";
import {
  ARRAY,
  ATTRIBUTE,
  BIG_NUMBER,
  BOOLEAN,
  BULK,
  BULK_ERROR,
  DOUBLE,
  ERROR,
  INTEGER,
  MAP,
  NULL,
  PIECE,
  PUSH,
  SET,
  SIMPLE,
  STREAM_END,
  VERBATIM,
} from "./type-byte.ts";

const ordinary: Uint8Array = tableOf([
  ...[SIMPLE, ERROR, INTEGER, NULL, BOOLEAN, DOUBLE, BIG_NUMBER],
  ...[BULK, BULK_ERROR, VERBATIM, ARRAY, MAP, SET],
]);
const streamable: Uint8Array = tableOf([BULK, ARRAY, MAP, SET, PUSH]);

/** True for a type that can stand wherever a value can. */
export function isOrdinary(type: number): boolean {
  return ordinary[type] === 1;
}

/** True for a type whose length may be "?". */
export function isStreamable(type: number): boolean {
  return streamable[type] === 1;
}

/**
 * Why a token of this type can't stand here, or undefined if it can; `attributed` tells that an
 * attribute awaits its value.
 */
export function misplacedType(
  type: number,
  levels: LevelStack,
  attributed: boolean,
): string | undefined {
  if (levels.type === BULK) {
    return type === PIECE ? undefined : 'no ";" within a streamed string';
  }
  if (type === ATTRIBUTE) return undefined;
  if (type === STREAM_END) {
    return levels.endsHere && !attributed ? undefined : 'a "." that ends nothing';
  }
  if (type === PUSH) return levels.depth === 0 ? undefined : "a push inside a reply";
  if (!isOrdinary(type)) return "an unknown type";
  const isText = type === BULK || type === SIMPLE || type === VERBATIM;
  return levels.atPushKind && !isText ? "a push whose kind is no text" : undefined;
}

/** Why no aggregate of this size can open within `depth` others, or undefined if it can. */
export function refusedAggregate(
  type: number,
  children: number,
  depth: number,
  limits: Limits,
): string | undefined {
  if (children > limits.maxElements) return tooManyElements(limits);
  // A streamed string is a level too, but nests nothing.
  if (type !== BULK && depth >= limits.maxDepth) {
    return `nesting deeper than maxDepth (${limits.maxDepth})`;
  }
  return type === PUSH && children === 0 ? "a push without a kind" : undefined;
}

/** What is said of an aggregate with more children than the limits allow. */
export function tooManyElements({ maxElements }: Limits): string {
  return `an aggregate of more than maxElements (${maxElements})`;
}

/** What is said of a reply that takes more bytes than the limits allow. */
export function tooLongReply({ maxReplyBytes }: Limits): string {
  return `a reply longer than maxReplyBytes (${maxReplyBytes})`;
}

function tableOf(types: readonly number[]): Uint8Array {
  const table = new Uint8Array(256);
  for (const type of types) table[type] = 1;
  return table;
}
