// The laws a server is held to, for one input: legal requests get their replies, everything else gets
// decodable bytes or silence, and afterwards the server still answers.

import { type Frame, encodeCommand, printable } from "@respite/resp/codec";
import type { Finding, FindingKind } from "../finding.ts";
import { exchange, type Heard } from "./exchange.ts";
import { type Expectation, expectationOf, type ServerInput } from "./server-input.ts";
import type { ServerTarget } from "./target.ts";

/** How long to wait, in milliseconds. */
export interface ServerPatience {
  /** For an answer that must come. */
  readonly hangMs: number;
  /** For an answer that may come. */
  readonly quietMs: number;
}

/** The first law the server breaks; undefined if it keeps all. */
export async function checkServer(
  target: ServerTarget,
  input: ServerInput,
  { hangMs, quietMs }: ServerPatience,
): Promise<Finding | undefined> {
  const expectation = expectationOf(input.bytes);
  const enough = expectation?.replies.length;
  const heard = await exchange(target, input, {
    enough,
    silentMs: enough === undefined ? quietMs : hangMs,
    hangMs,
  });
  const fault = faultOf(heard, expectation);
  if (fault === undefined) return undefined;
  return { kind: fault[0], detail: fault[1], bytes: input.bytes, cuts: input.cuts };
}

/** What a server says to a PING on a new connection. */
export interface Health {
  /** Undefined if it answers. */
  readonly ailment?: "down" | "hang" | undefined;
  /** Why there is no connection. */
  readonly reason?: Error | undefined;
  /** Its error to the login, or without one to a stranger's PING. */
  readonly refusal?: string | undefined;
}

/** Asks a PING. -NOAUTH, -LOADING and the like are answers too. */
export async function healthOf(target: ServerTarget, hangMs: number): Promise<Health> {
  const ping = { bytes: encodeCommand(["PING"]), cuts: [] };
  const patience = { enough: 1, silentMs: hangMs, hangMs };
  const { end, frames, login, reason } = await exchange(target, ping, patience);
  const [first = login] = frames;
  if (first === undefined) return { ailment: end === "silent" ? "hang" : "down", reason };
  const refused = login?.type === "error" ? login : first;
  return { refusal: refused.type === "error" ? printable(refused.bytes) : undefined };
}

function faultOf(
  heard: Heard,
  expectation: Expectation | undefined,
): [FindingKind, string] | undefined {
  const { end, undecodable, unfinished, frames, login } = heard;
  // A refused connection is the health check's business.
  if (end === "refused" || login?.type === "error") return undefined;
  if (undecodable !== undefined) return ["undecodable", undecodable.message];
  // With a reset the kernel drops what was on its way.
  if (end === "reset") return expectation === undefined ? undefined : ["lost-reply", "it reset"];
  // The same happens when it refuses a request and closes while more of the input is on its way.
  if (end === "closed" && expectation === undefined) return undefined;
  if (unfinished) return ["lost-reply", `it ${end === "closed" ? "closed" : "stopped"} in a reply`];
  return expectation === undefined ? undefined : replyFault(end, frames, expectation);
}

function replyFault(
  end: Heard["end"],
  frames: readonly Frame[],
  { replies }: Expectation,
): [FindingKind, string] | undefined {
  const heard = frames.filter(({ type }) => type !== "push");
  if (heard.length < replies.length) {
    if (end !== "silent" && isRefusal(heard)) return undefined;
    const state = end === "silent" ? "then silence" : "then it closed";
    return ["lost-reply", `${heard.length} replies to ${replies.length} commands, ${state}`];
  }
  if (heard.length > replies.length) {
    return ["wrong-reply", `${heard.length} replies to ${replies.length} commands`];
  }
  const wrong = replies.findIndex((expected, at) => !answers(heard[at]!, expected));
  if (wrong === -1) return undefined;
  return ["wrong-reply", `not what was echoed: reply ${wrong} to "${printable(replies[wrong]!)}"`];
}

/** "-ERR max number of clients reached" and such, ahead of any reply. */
function isRefusal(heard: readonly Frame[]): boolean {
  return heard.length === 1 && heard[0]!.type === "error";
}

function answers(frame: Frame, expected: Uint8Array | undefined): boolean {
  if (expected === undefined || frame.type === "error") return true;
  if (frame.type !== "bulk" || frame.bytes.length !== expected.length) return false;
  return frame.bytes.every((byte, at) => byte === expected[at]);
}
