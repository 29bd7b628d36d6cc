// Damage with a name. Each mutator takes a stream and gives a neighbour of it that a confused, hurried
// or hostile peer might send; the result may by chance be valid again. What was not valid to begin with
// is mutated as far as its tokens can be told apart.

import { fromText, joined, spliced } from "./bytes.ts";
import { type Random, below, oneOf, randomBytes } from "./random.ts";
import { type Token, tokensOf, topLevelParts } from "./tokens.ts";

/** One kind of damage. */
export type MutatorName =
  | "wrong-length"
  | "dropped-line-break"
  | "swapped-type"
  | "nested-null"
  | "nested-error"
  | "sign"
  | "leading-zero"
  | "huge-count"
  | "depth-bomb"
  | "truncation"
  | "duplicate"
  | "reorder"
  | "injected-push"
  | "flipped-byte";

/** A mutated stream. */
export interface Mutation {
  /** A copy; the input is left as it is. */
  readonly bytes: Uint8Array;
  /** What was done. */
  readonly mutator: MutatorName;
}

/** How to mutate. */
export interface MutateOptions {
  /** Where the randomness comes from. */
  readonly random: Random;
  /** Which damage; default any that applies. */
  readonly mutator?: MutatorName | undefined;
}

type Mutator = (bytes: Uint8Array, random: Random) => Uint8Array | undefined;

/**
 * Damages a stream once. A mutator that finds nothing to act on (no length in `+OK`) gives way to
 * "flipped-byte", or to "injected-push" for an empty stream: the result tells which it was.
 */
export function mutate(bytes: Uint8Array, { random, mutator }: MutateOptions): Mutation {
  const chosen = mutator ?? oneOf(random, mutatorNames());
  const mutated = mutators[chosen](bytes, random);
  if (mutated !== undefined) return { bytes: mutated, mutator: chosen };
  if (bytes.length === 0) return { bytes: injectedPush(bytes, random), mutator: "injected-push" };
  return { bytes: flippedByte(bytes, random), mutator: "flipped-byte" };
}

/** The names of all mutators. */
export function mutatorNames(): MutatorName[] {
  return Object.keys(mutators) as MutatorName[];
}

const mutators: Readonly<Record<MutatorName, Mutator>> = {
  "wrong-length": wrongLength,
  "dropped-line-break": droppedLineBreak,
  "swapped-type": swappedType,
  "nested-null": (bytes, random) => inserted(bytes, random, ["$-1\r\n", "*-1\r\n", "_\r\n"]),
  "nested-error": (bytes, random) => inserted(bytes, random, ["-ERR nested\r\n", "!3\r\nERR\r\n"]),
  sign: (bytes, random) => headed(bytes, random, ["-", "+", "--", " "]),
  "leading-zero": (bytes, random) => headed(bytes, random, ["0", "00000000000000000000"]),
  "huge-count": hugeCount,
  "depth-bomb": depthBomb,
  truncation: (bytes, random) =>
    bytes.length === 0 ? undefined : bytes.slice(0, below(random, bytes.length)),
  duplicate,
  reorder,
  "injected-push": injectedPush,
  "flipped-byte": (bytes, random) => (bytes.length === 0 ? undefined : flippedByte(bytes, random)),
};

const lengthSigns = "$!=;*~%>|";

function tokenOf(
  bytes: Uint8Array,
  random: Random,
  fits: (token: Token) => boolean = () => true,
): Token | undefined {
  const fitting = tokensOf(bytes).filter(fits);
  return fitting.length === 0 ? undefined : oneOf(random, fitting);
}

function announcing(bytes: Uint8Array, random: Random): Token | undefined {
  return tokenOf(bytes, random, ({ sign }) => lengthSigns.includes(sign));
}

function withText(bytes: Uint8Array, { start, lineEnd }: Token, text: string): Uint8Array {
  return spliced(bytes, start + 1, lineEnd - 2, text);
}

function wrongLength(bytes: Uint8Array, random: Random): Uint8Array | undefined {
  const token = announcing(bytes, random);
  if (token === undefined) return undefined;
  const by = oneOf(random, [-2, -1, 1, 2, 10]);
  return withText(bytes, token, String((Number(token.text) || 0) + by));
}

function droppedLineBreak(bytes: Uint8Array, random: Random): Uint8Array | undefined {
  const token = tokenOf(bytes, random);
  if (token === undefined) return undefined;
  const behind = below(random, 2) === 0 ? token.lineEnd : token.end;
  const [from, to] = oneOf(random, [
    [behind - 2, behind],
    [behind - 2, behind - 1],
    [behind - 1, behind],
  ] as const);
  return spliced(bytes, from, to, "");
}

function swappedType(bytes: Uint8Array, random: Random): Uint8Array | undefined {
  const token = tokenOf(bytes, random);
  if (token === undefined) return undefined;
  const others = Array.from("+-:$*_#,(!=%~>|;.@").filter((sign) => sign !== token.sign);
  return spliced(bytes, token.start, token.start + 1, oneOf(random, others));
}

/** Puts one of `frames` in a token's place, or ahead of it. */
function inserted(
  bytes: Uint8Array,
  random: Random,
  frames: readonly string[],
): Uint8Array | undefined {
  const token = tokenOf(bytes, random);
  if (token === undefined) return undefined;
  const end = below(random, 2) === 0 ? token.start : token.end;
  return spliced(bytes, token.start, end, oneOf(random, frames));
}

/** Puts one of `prefixes` ahead of a number or length. */
function headed(
  bytes: Uint8Array,
  random: Random,
  prefixes: readonly string[],
): Uint8Array | undefined {
  const token = tokenOf(bytes, random, ({ sign }) => `:,(${lengthSigns}`.includes(sign));
  if (token === undefined) return undefined;
  return withText(bytes, token, oneOf(random, prefixes) + token.text);
}

function hugeCount(bytes: Uint8Array, random: Random): Uint8Array | undefined {
  const token = announcing(bytes, random);
  if (token === undefined) return undefined;
  const counts = ["1000000", "2147483647", "4294967296", "9007199254740993", "9".repeat(25)];
  return withText(bytes, token, oneOf(random, counts));
}

function depthBomb(bytes: Uint8Array, random: Random): Uint8Array | undefined {
  const at = tokenOf(bytes, random)?.start ?? 0;
  const levels = oneOf(random, [10, 100, 1025, 3000]);
  const header = oneOf(random, [
    "*1\r\n",
    "~1\r\n",
    "*?\r\n",
    "%1\r\n+k\r\n",
    "*1000000\r\n",
    "|1\r\n",
  ]);
  return spliced(bytes, at, at, header.repeat(levels));
}

function duplicate(bytes: Uint8Array, random: Random): Uint8Array | undefined {
  const token = tokenOf(bytes, random);
  if (token === undefined) return undefined;
  const again = bytes.subarray(token.start, token.end);
  return spliced(bytes, token.start, token.start, again);
}

/** Swaps two neighbours: top-level values if there are two, else tokens. */
function reorder(bytes: Uint8Array, random: Random): Uint8Array | undefined {
  const parts = topLevelParts(bytes);
  const pieces =
    parts.length > 1 ? parts : tokensOf(bytes).map(({ start, end }) => bytes.subarray(start, end));
  if (pieces.length < 2) return undefined;
  const at = below(random, pieces.length - 1);
  const rest = bytes.subarray(pieces.reduce((sum, piece) => sum + piece.length, 0));
  const swapped = [...pieces];
  swapped.splice(at, 2, pieces[at + 1]!, pieces[at]!);
  return joined([...swapped, rest]);
}

function injectedPush(bytes: Uint8Array, random: Random): Uint8Array {
  const at = tokenOf(bytes, random)?.start ?? 0;
  const push = oneOf(random, [
    ">2\r\n$7\r\nmessage\r\n+x\r\n",
    ">2\r\n+invalidate\r\n_\r\n",
    ">1\r\n:1\r\n",
    ">0\r\n",
  ]);
  return spliced(bytes, at, at, fromText(push));
}

function flippedByte(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = bytes.slice();
  const at = below(random, bytes.length);
  const other = oneOf(random, [...randomBytes(random, 1), 0x0d, 0x0a, 0x30, 0x2d]);
  copy[at] = copy[at] === other ? other ^ 0x20 : other;
  return copy;
}
