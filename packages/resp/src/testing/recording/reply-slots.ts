// Which command a frame of the server answers. One reply per command, but for the subscribe family, for
// CLIENT REPLY, and for what answers nothing:
//
//     GET a  SUBSCRIBE x y  GET b           commands, oldest first
//     $1     >sub >sub      >message $1     frames: the message is nobody's

import { type Frame } from "../../codec/index.ts";
import { word } from "../server/arguments.ts";
import { toBinary } from "../server/bytes.ts";
import type { Words } from "../server/session.ts";

interface Slot {
  readonly index: number;
  /** The verb of its confirmations in lower case; undefined for ordinary commands. */
  readonly verb: string | undefined;
  /** Confirmations still to come; undefined until the first one of an unsubscribe without names. */
  missing: number | undefined;
}

const family = /^[PS]?(?:UN)?SUBSCRIBE$/;
const messages = new Set(["message", "pmessage", "smessage"]);

/** The commands of one connection that wait for replies. */
export class ReplySlots {
  readonly #waiting: Slot[] = [];
  /** What was subscribed to, by kind: "", "p" or "s". */
  readonly #names = new Map<string, Set<string>>();
  #replies: "on" | "off" | "skip" = "on";
  #everSubscribed = false;

  /** Takes note of a command; false if the server will not answer it. */
  add(index: number, words: Words): boolean {
    const name = word(words[0]);
    const mode = name === "CLIENT" && word(words[1]) === "REPLY" ? word(words[2]) : "";
    if (mode === "OFF" || mode === "SKIP") {
      if (mode === "OFF" || this.#replies === "on") this.#replies = mode === "OFF" ? "off" : "skip";
      return false;
    }
    if (mode === "ON") this.#replies = "on";
    if (this.#replies !== "on") {
      if (this.#replies === "skip") this.#replies = "on";
      return false;
    }
    const isFamily = family.test(name);
    const names = words.length - 1;
    this.#waiting.push({
      index,
      verb: isFamily ? name.toLowerCase() : undefined,
      missing: isFamily && names === 0 && name.includes("UN") ? undefined : Math.max(names, 1),
    });
    return true;
  }

  /** Takes a command out again that never went on. */
  remove(index: number): void {
    const at = this.#waiting.findIndex((slot) => slot.index === index);
    if (at !== -1) this.#waiting.splice(at, 1);
  }

  /** The command that a frame answers, and whether that was all; undefined for a push or a message. */
  take(frame: Frame): { index: number; isLast: boolean } | undefined {
    const [head] = this.#waiting;
    const verb = verbOf(frame);
    if (head?.verb !== undefined && verb === head.verb) return this.#confirm(head, frame);
    const isMessage = this.#everSubscribed && verb !== undefined && messages.has(verb);
    if (head === undefined || frame.type === "push" || isMessage) return undefined;
    this.#waiting.shift();
    return { index: head.index, isLast: true };
  }

  #confirm(slot: Slot, frame: Frame): { index: number; isLast: boolean } {
    this.#everSubscribed = true;
    const verb = slot.verb ?? "";
    const names = this.#names.get(kindOf(verb)) ?? new Set<string>();
    this.#names.set(kindOf(verb), names);
    slot.missing ??= Math.max(names.size, 1);
    const name = "items" in frame ? frame.items[1] : undefined;
    if (name?.type === "bulk") {
      if (verb.includes("un")) names.delete(toBinary(name.bytes));
      else names.add(toBinary(name.bytes));
    }
    slot.missing -= 1;
    if (slot.missing === 0) this.#waiting.shift();
    return { index: slot.index, isLast: slot.missing === 0 };
  }
}

/** "", "p" or "s", ahead of (un)subscribe. */
function kindOf(verb: string): string {
  return verb.replace(/(?:un)?subscribe$/, "");
}

/** The first word of an array or push, if that is what subscriptions are told in. */
function verbOf(frame: Frame): string | undefined {
  if (frame.type !== "array" && frame.type !== "push") return undefined;
  const [first] = frame.items;
  return first?.type === "bulk" ? toBinary(first.bytes) : undefined;
}
