// Proof that replies still reach those who asked: behind every n-th command goes an ECHO of a number
// that is this connection's own. Whatever comes back instead of it means that replies have shifted, or
// that something in between mixes connections up.
//
//   sent:     GET a   SET b   ECHO 5f3a:1   GET c        answered:   a's   b's   b's!   …
//                                                                          ^ not 5f3a:1

import { type Environment, RespError } from "../base/index.ts";
import { encodeCommand, type Reply, ReplyError } from "../codec/index.ts";
import type { Slot } from "./slot.ts";

/** Errors of a server that answers so to everything for a while; they prove nothing. */
const passing = new Set(["LOADING", "BUSY", "MASTERDOWN"]);

/** The connection that is checked. */
interface Checked {
  readonly endpoint: string;
  destroy(error: RespError): void;
}

/** The checks of one connection. */
export class IntegrityCheck {
  readonly #checked: Checked;
  readonly #every: number;
  readonly #nonce: string;
  #commands = 0;
  #sequence = 0;

  /** `every`: commands from one check to the next. */
  constructor(checked: Checked, every: number, environment: Environment) {
    this.#checked = checked;
    this.#every = every;
    // Numbers alone would let the replies of two connections pass for each other.
    this.#nonce = environment.random().toString(36).slice(2, 10);
  }

  /** The check to send behind a command, or undefined while none is due. */
  dueBehind(slot: Slot): Slot | undefined {
    if (slot.own === true) return undefined;
    this.#commands += 1;
    // Inside MULTI it would be queued, and change what EXEC answers.
    if (this.#commands < this.#every || slot.pinned === true) return undefined;
    this.#commands = 0;
    this.#sequence += 1;
    return this.#slot(`${this.#nonce}:${this.#sequence}`);
  }

  #slot(expected: string): Slot {
    return {
      bytes: encodeCommand(["ECHO", expected]),
      strings: "utf8",
      remaining: 1,
      written: false,
      abandoned: false,
      silenceMs: 0,
      own: true,
      settle: (reply) => this.#judge(reply, expected),
      lose: () => {},
    };
  }

  #judge(reply: Reply, expected: string): void {
    if (reply === expected) return;
    if (reply instanceof ReplyError && passing.has(reply.kind)) return;
    this.#checked.destroy(
      new RespError(
        "INTEGRITY_VIOLATION",
        `${this.#checked.endpoint} answered an integrity check with something else: replies have come out of ` +
          "order, and callers may have got each other's since the last check. The connection was ended; " +
          "look for a proxy or a server between that mixes them up.",
      ),
    );
  }
}
