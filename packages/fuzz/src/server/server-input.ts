// What is sent to a server in one run: some legal commands, at times damaged; and what may be expected
// of any bytes, whether this file made them or a crash file did.

import { type CommandArgument, decodeFrames, encodeCommand, type Frame } from "@respite/resp/codec";
import {
  below,
  type Cuts,
  joined,
  mutate,
  randomCommand,
  randomCuts,
  randomSoup,
  seededRandom,
} from "@respite/resp/testing";
import { runSeed } from "../finding.ts";

/** Bytes for one connection. */
export interface ServerInput {
  /** What is written. */
  readonly bytes: Uint8Array;
  /** In which pieces. */
  readonly cuts: Cuts;
}

/** The same for the same seed and run: half of all legal, a tenth soup, the others damaged once or more. */
export function serverInput(seed: number, run: number): ServerInput {
  const random = seededRandom(runSeed(seed, run));
  const style = below(random, 10);
  if (style === 0) return withCuts(randomSoup(random), random);
  const commands: CommandArgument[][] = below(random, 4) === 0 ? [["HELLO", "3"]] : [];
  for (let left = 1 + below(random, 6); left > 0; left--) commands.push(randomCommand({ random }));
  let bytes = joined(commands.map((command) => encodeCommand(command)));
  for (let left = style - 5; left > 0; left -= 2) ({ bytes } = mutate(bytes, { random }));
  return withCuts(bytes, random);
}

function withCuts(bytes: Uint8Array, random: () => number): ServerInput {
  // Most are sent whole: each piece is a packet.
  return {
    bytes,
    cuts: below(random, 3) === 0 ? randomCuts(bytes.length, random).slice(0, 20) : [],
  };
}

/** What a server must answer to bytes that are legal requests. */
export interface Expectation {
  /** Per request: the bytes it must answer with, or undefined for any one reply. */
  readonly replies: readonly (Uint8Array | undefined)[];
}

/**
 * The expectation for `bytes`; undefined if they are not one or more requests in their one canonical
 * spelling, for then a server may refuse them.
 */
export function expectationOf(bytes: Uint8Array): Expectation | undefined {
  const requests = requestsIn(bytes);
  if (requests === undefined || requests.length === 0) return undefined;
  const canonical = joined(requests.map((request) => encodeCommand(request)));
  const same =
    canonical.length === bytes.length && canonical.every((byte, at) => byte === bytes[at]);
  return same ? { replies: requests.map(echoed) } : undefined;
}

function requestsIn(bytes: Uint8Array): Uint8Array[][] | undefined {
  let frames: Frame[];
  try {
    frames = decodeFrames(bytes);
  } catch {
    return undefined;
  }
  const requests = frames.map(argumentsOf);
  const legal = (request: Uint8Array[] | undefined): request is Uint8Array[] =>
    request !== undefined && request.length > 0;
  return requests.every(legal) ? requests : undefined;
}

function argumentsOf(frame: Frame): Uint8Array[] | undefined {
  if (frame.type !== "array") return undefined;
  const parts = frame.items.map((item) => (item.type === "bulk" ? item.bytes : undefined));
  return parts.every((part) => part !== undefined) ? parts : undefined;
}

/** What ECHO and PING with an argument must answer with. */
function echoed([name, ...rest]: Uint8Array[]): Uint8Array | undefined {
  const command = String.fromCharCode(...name!.subarray(0, 10)).toUpperCase();
  return rest.length === 1 && (command === "ECHO" || command === "PING") ? rest[0] : undefined;
}
