// Channels, patterns and shard channels, and who listens. Names are binary texts.
// A message is one frame for each subscription that matches, as in the server.

import { type Answer, array, binaryBulk, bulk, push } from "./answers.ts";
import { toBinary } from "./bytes.ts";
import { matchesGlob } from "./glob.ts";
import type { Session } from "./session.ts";

/** The kinds of subscription. */
export type SubscriptionKind = "channel" | "pattern" | "shard";

/** Who subscribed to what; it delivers, and leaves confirmations to the commands. */
export class PubSub {
  /** Listeners by channel; none is empty. */
  readonly channels: Map<string, Set<Session>> = new Map();
  /** Listeners by pattern; none is empty. */
  readonly patterns: Map<string, Set<Session>> = new Map();
  /** Listeners by shard channel; none is empty. */
  readonly shards: Map<string, Set<Session>> = new Map();

  /** Twice is once. */
  subscribe(session: Session, kind: SubscriptionKind, name: string): void {
    const { own, all } = this.#of(session, kind);
    own.add(name);
    const listeners = all.get(name);
    if (listeners === undefined) all.set(name, new Set([session]));
    else listeners.add(session);
  }

  /** Of what was not subscribed to changes nothing. */
  unsubscribe(session: Session, kind: SubscriptionKind, name: string): void {
    const { own, all } = this.#of(session, kind);
    own.delete(name);
    const listeners = all.get(name);
    listeners?.delete(session);
    if (listeners?.size === 0) all.delete(name);
  }

  /** Ends all subscriptions of a session that leaves. */
  forget(session: Session): void {
    for (const kind of ["channel", "pattern", "shard"] as const) {
      for (const name of this.#of(session, kind).own) this.unsubscribe(session, kind, name);
    }
  }

  /** Delivers a message; the number of deliveries. */
  publish(channel: Uint8Array, message: Uint8Array): number {
    const name = toBinary(channel);
    let count = 0;
    for (const session of this.channels.get(name) ?? []) {
      session.push(outOfBand(session, [bulk("message"), bulk(channel), bulk(message)]));
      count += 1;
    }
    for (const [pattern, sessions] of this.patterns) {
      if (!matchesGlob(pattern, name)) continue;
      const frame = [bulk("pmessage"), binaryBulk(pattern), bulk(channel), bulk(message)];
      for (const session of sessions) {
        session.push(outOfBand(session, frame));
        count += 1;
      }
    }
    return count;
  }

  /** Delivers a message to a shard channel; the number of deliveries. */
  publishToShard(channel: Uint8Array, message: Uint8Array): number {
    const listeners = this.shards.get(toBinary(channel)) ?? new Set();
    for (const session of listeners) {
      session.push(outOfBand(session, [bulk("smessage"), bulk(channel), bulk(message)]));
    }
    return listeners.size;
  }

  #of(
    session: Session,
    kind: SubscriptionKind,
  ): { own: Set<string>; all: Map<string, Set<Session>> } {
    if (kind === "shard") return { own: session.shards, all: this.shards };
    return kind === "channel"
      ? { own: session.channels, all: this.channels }
      : { own: session.patterns, all: this.patterns };
  }
}

/** A push where there are pushes, an array where there are none. */
function outOfBand(session: Session, items: readonly Answer[]): Answer {
  return session.state.protocol === 3 ? push(items) : array(items);
}
