// Keeps a late fill from bringing back what was changed meanwhile. Whoever is about to ask the
// shared tier takes a ticket; any change of the key tears the tickets up; a fill needs a whole one.
//
//   reader     begin ------ GET ------------------ reply --> valid? no: drop the fill
//                |                                   ^
//   changer      |        delete / set / invalidation|
//                |              |  tears up          |
//   tickets   [ k: #1 ] ---> [ k: - ] --------------'
//
// Only keys with a question in flight are held, so the table is as small as the load is parallel.

/** The right to fill one key with an answer whose question was sent after the ticket was taken. */
export interface Ticket {
  readonly key: string;
  /** Epoch of the invalidation channel when it was taken; 0 = the channel was down. */
  readonly epoch: number;
  /** False once the key was changed after the ticket was taken. */
  readonly valid: boolean;
}

interface OwnTicket extends Ticket {
  valid: boolean;
  /** Another of the same key. */
  next: OwnTicket | undefined;
}

/** The tickets of all questions in flight. */
export class Generations {
  /** The tickets of a key in a chain: mostly it is one, and a set of it would cost three times as much. */
  readonly #tickets = new Map<string, OwnTicket>();

  /** Keys with a question in flight. */
  get size(): number {
    return this.#tickets.size;
  }

  /** Takes a ticket before the question is sent; `end` gives it back. */
  begin(key: string, epoch: number): Ticket {
    const ticket: OwnTicket = { key, epoch, valid: true, next: this.#tickets.get(key) };
    this.#tickets.set(key, ticket);
    return ticket;
  }

  /** Ends a ticket; true if it is still valid. */
  end(ticket: Ticket): boolean {
    const first = this.#tickets.get(ticket.key);
    if (first !== undefined) this.#takeOut(first, ticket as OwnTicket);
    return ticket.valid;
  }

  /** The key has changed: no answer to a question sent before may be kept. */
  invalidate(key: string): void {
    let ticket = this.#tickets.get(key);
    if (ticket === undefined) return;
    this.#tickets.delete(key);
    for (; ticket !== undefined; ticket = ticket.next) ticket.valid = false;
  }

  /** Every key that begins with `prefix` may have changed. */
  invalidatePrefix(prefix: string): void {
    for (const key of this.#tickets.keys()) {
      if (key.startsWith(prefix)) this.invalidate(key);
    }
  }

  #takeOut(first: OwnTicket, ticket: OwnTicket): void {
    if (first === ticket) {
      if (ticket.next === undefined) this.#tickets.delete(ticket.key);
      else this.#tickets.set(ticket.key, ticket.next);
      return;
    }
    let before = first;
    while (before.next !== undefined && before.next !== ticket) before = before.next;
    if (before.next === ticket) before.next = ticket.next;
  }
}
