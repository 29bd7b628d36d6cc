// Where in a reply the stream is: the aggregates that are open, in an explicit stack that stands where
// other decoders recurse. The innermost level lies in fields, those around it in arrays of small integers.
//
//     *2  %1  |1            types  *  %      type  |
//     *2\r\n%1\r\n|1\r\n    lefts  2  2      left  2    (children that are still to come)

import { Body } from "./body.ts";
import { ATTRIBUTE, BULK, MAP, PUSH } from "./type-byte.ts";

/** `left` of a level that ends with "." (or ";0") and not with a count. */
export const STREAMED = -1;

/** The open aggregates of one decoder. */
export class LevelStack {
  /** How many are open. */
  depth = 0;
  /** The innermost one's type byte; 0 at top level. */
  type = 0;
  /** How many children it still lacks; from {@link STREAMED} downwards for each child of a streamed one. */
  left = 0;

  /** The type of the top-level value, and where it must have ended. */
  topType = 0;
  replyEndAt = 0;
  /** An attribute was read and its value has not begun. */
  attributed = false;

  /** The same of the levels around it. */
  readonly types: number[] = [];
  readonly lefts: number[] = [];
  /** The body of the innermost value, once its header was read. */
  readonly body: Body = new Body();
  /** With how many children the push began; pushes stand at top level alone, so one field does. */
  pushLength = 0;
  /** How many levels are streamed or attributes. */
  #unusual = 0;

  /** Opens a level within the innermost one. */
  push(type: number, children: number): void {
    this.types[this.depth] = this.type;
    this.lefts[this.depth] = this.left;
    this.depth++;
    this.type = type;
    this.left = children;
    if (type === PUSH) this.pushLength = children;
    if (children < 0 || type === ATTRIBUTE) this.#unusual++;
  }

  /** Closes the innermost level; the result is its type byte. */
  pop(): number {
    const { type } = this;
    if (this.left < 0 || type === ATTRIBUTE) this.#unusual--;
    this.depth--;
    this.type = this.types[this.depth]!;
    this.left = this.lefts[this.depth]!;
    return type;
  }

  /** True unless a level is streamed or an attribute, or an attribute awaits its value. */
  get plain(): boolean {
    return this.#unusual === 0 && !this.attributed;
  }

  /** How many children a streamed level has. */
  get count(): number {
    return STREAMED - this.left;
  }

  /** True where a "." may stand: in a streamed aggregate, behind whole pairs, behind a push's kind. */
  get endsHere(): boolean {
    if (this.depth === 0 || this.left >= 0 || this.type === BULK) return false;
    if (this.type === MAP) return this.count % 2 === 0;
    return this.type !== PUSH || this.count > 0;
  }

  /** True where the next value is a push's kind. */
  get atPushKind(): boolean {
    return this.type === PUSH && this.left === this.pushLength;
  }
}
