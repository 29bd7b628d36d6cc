// The aggregates of the reply at hand, as the arrays they become; the tokenizer's LevelStack has what
// the wire said of them. The innermost array lies in fields, those around it wait in a stack.

import type { Reply } from "./reply.ts";

/** What stands where no aggregate is open; never written. */
export const noItems: Reply[] = [];
/** Up to so many children an array is made at its full length: at most a kilobyte a level. */
const exactChildren = 128;

/** The open arrays of one decoder. */
export class ReplyStack {
  /** How many are open. */
  depth = 0;
  /** The children of the innermost one, and how many of them there are. */
  items: Reply[] = noItems;
  filled = 0;
  /** The same of the levels around it. */
  readonly outer: Reply[][] = [];
  readonly outerFilled: number[] = [];

  /** Opens an array within the innermost one; `children` is its length if that is known, else negative. */
  open(children: number): void {
    this.outer[this.depth] = this.items;
    this.outerFilled[this.depth] = this.filled;
    this.depth++;
    this.items = arrayFor(children);
    this.filled = 0;
  }

  /** Closes the innermost array and returns it. */
  close(): Reply[] {
    const { items } = this;
    const depth = --this.depth;
    this.items = this.outer[depth]!;
    this.filled = this.outerFilled[depth]!;
    this.outer[depth] = noItems;
    return items;
  }
}

/**
 * An empty array for so many children: of exact length for few, which takes half the time of growing;
 * longer ones grow with what arrives.
 */
export function arrayFor(children: number): Reply[] {
  // oxlint-disable-next-line unicorn/no-new-array -- made of holes that are all filled in order
  return children > 0 && children <= exactChildren ? new Array<Reply>(children) : [];
}
