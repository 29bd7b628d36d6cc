// A doubly linked list whose links live in its members: adding, taking out of the middle and moving
// cost the same however long it is, and allocate nothing.

/** The links of a member; they belong to the list. A member is in one list at most. */
export interface Linked<N> {
  previous: N | undefined;
  next: N | undefined;
}

/** Members in the order in which they were pushed. */
export class LinkedList<N extends Linked<N>> {
  first: N | undefined;
  last: N | undefined;
  size = 0;

  /** Adds a member at the end; it must be in no list. */
  push(member: N): void {
    const last = this.last;
    member.previous = last;
    member.next = undefined;
    if (last === undefined) this.first = member;
    else last.next = member;
    this.last = member;
    this.size += 1;
  }

  /** Takes a member out; it must be in this list. */
  remove(member: N): void {
    const { previous, next } = member;
    if (previous === undefined) this.first = next;
    else previous.next = next;
    if (next === undefined) this.last = previous;
    else next.previous = previous;
    member.previous = undefined;
    member.next = undefined;
    this.size -= 1;
  }
}
