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
}

/** The tickets of all questions in flight. */
export class Generations {
  readonly #tickets = new Map<string, Set<OwnTicket>>();

  /** Keys with a question in flight. */
  get size(): number {
    return this.#tickets.size;
  }

  /** Takes a ticket before the question is sent; `end` gives it back. */
  begin(key: string, epoch: number): Ticket {
    const ticket: OwnTicket = { key, epoch, valid: true };
    const others = this.#tickets.get(key);
    if (others === undefined) this.#tickets.set(key, new Set([ticket]));
    else others.add(ticket);
    return ticket;
  }

  /** Ends a ticket; true if it is still valid. */
  end(ticket: Ticket): boolean {
    const tickets = this.#tickets.get(ticket.key);
    if (tickets?.delete(ticket) === true && tickets.size === 0) {
      this.#tickets.delete(ticket.key);
    }
    return ticket.valid;
  }

  /** The key has changed: no answer to a question sent before may be kept. */
  invalidate(key: string): void {
    const tickets = this.#tickets.get(key);
    if (tickets === undefined) return;
    this.#tickets.delete(key);
    for (const ticket of tickets) ticket.valid = false;
  }

  /** Every key that begins with `prefix` may have changed. */
  invalidatePrefix(prefix: string): void {
    for (const key of this.#tickets.keys()) {
      if (key.startsWith(prefix)) this.invalidate(key);
    }
  }
}
