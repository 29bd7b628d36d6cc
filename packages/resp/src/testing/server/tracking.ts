// Client-side caching as `CLIENT TRACKING` defines it: which keys a client has read (default mode) or
// which prefixes it watches (BCAST), and the invalidations that follow. As in the server's tracking.c,
// keys are the same in all databases, and broadcasts are collected until the end of the event.

import { type Answer, array, binaryBulk, bulk, integer, nil, push } from "./answers.ts";
import type { Session } from "./session.ts";

/** A client's tracking settings. */
export interface TrackingState {
  /** BCAST: told of prefixes instead of keys it has read. */
  readonly broadcast: boolean;
  /** For BCAST; an empty one stands for all keys. */
  readonly prefixes: readonly string[];
  /** NOLOOP: not told of its own changes. */
  readonly noLoop: boolean;
  /** OPTIN and OPTOUT: which reads are remembered. */
  readonly choice: "all" | "optin" | "optout";
  /** The client that hears the invalidations instead; 0 = this one. */
  readonly redirect: number;
  /** CLIENT CACHING said yes or no for the next command. */
  caching: boolean | undefined;
  /** True once the client it redirects to was gone. */
  redirectBroken: boolean;
}

interface PrefixWatch {
  readonly sessions: Set<Session>;
  /** Changed keys of this event, and who changed each. */
  readonly changed: Map<string, Session | undefined>;
}

/** Who must hear of which key. */
export class Tracking {
  readonly #findSession: (id: number) => Session | undefined;
  readonly #sessions = new Set<Session>();
  readonly #readers = new Map<string, Set<Session>>();
  readonly #prefixes = new Map<string, PrefixWatch>();

  constructor(findSession: (id: number) => Session | undefined) {
    this.#findSession = findSession;
  }

  /** Begins, or goes on with other settings. */
  enable(session: Session, state: TrackingState): void {
    session.state.tracking = state;
    this.#sessions.add(session);
    for (const prefix of state.broadcast ? state.prefixes : []) {
      const watch = this.#prefixes.get(prefix);
      if (watch === undefined) {
        this.#prefixes.set(prefix, { sessions: new Set([session]), changed: new Map() });
      } else {
        watch.sessions.add(session);
      }
    }
  }

  /** Ends; what was remembered of its reads is forgotten. */
  disable(session: Session): void {
    this.#sessions.delete(session);
    session.state.tracking = undefined;
    for (const [prefix, watch] of this.#prefixes) {
      watch.sessions.delete(session);
      if (watch.sessions.size === 0) this.#prefixes.delete(prefix);
    }
    for (const readers of this.#readers.values()) readers.delete(session);
  }

  /** A client in default mode has read these keys. */
  remember(session: Session, keys: Iterable<string>): void {
    const { tracking } = session.state;
    if (tracking === undefined || tracking.broadcast) return;
    const { choice, caching } = tracking;
    if (choice === "optin" ? caching !== true : choice === "optout" && caching === false) return;
    for (const key of keys) {
      const readers = this.#readers.get(key);
      if (readers === undefined) this.#readers.set(key, new Set([session]));
      else readers.add(session);
    }
  }

  /** A key has changed; `origin` is the client whose command did it. */
  keyChanged(key: string, origin: Session | undefined): void {
    for (const [prefix, watch] of this.#prefixes) {
      if (key.startsWith(prefix)) watch.changed.set(key, origin);
    }
    const readers = this.#readers.get(key);
    if (readers === undefined) return;
    this.#readers.delete(key);
    for (const session of readers) {
      if (origin === session && session.state.tracking?.noLoop === true) continue;
      this.#send(session, array([binaryBulk(key)]));
    }
  }

  /** Everything was flushed: one null for each tracking client. */
  flushed(): void {
    this.#readers.clear();
    for (const session of this.#sessions) this.#send(session, nil);
  }

  /** Sends the broadcasts of this event: one message per client and prefix. */
  endOfEvent(): void {
    for (const { sessions, changed } of this.#prefixes.values()) {
      if (changed.size === 0) continue;
      for (const session of sessions) {
        const ownChangesToo = session.state.tracking?.noLoop !== true;
        const keys = [...changed].filter(([, origin]) => ownChangesToo || origin !== session);
        if (keys.length > 0) this.#send(session, array(keys.map(([key]) => binaryBulk(key))));
      }
      changed.clear();
    }
  }

  #send(session: Session, keys: Answer): void {
    const { tracking } = session.state;
    if (tracking === undefined) return;
    const redirected = tracking.redirect !== 0;
    const target = redirected ? this.#findSession(tracking.redirect) : session;
    if (target === undefined) {
      this.#redirectBroken(session, tracking);
    } else if (target.state.protocol === 3) {
      target.push(push([bulk("invalidate"), keys]));
    } else if (redirected && target.subscribed) {
      target.push(array([bulk("message"), bulk("__redis__:invalidate"), keys]));
    }
  }

  #redirectBroken(session: Session, tracking: TrackingState): void {
    tracking.redirectBroken = true;
    if (session.state.protocol === 2) return;
    session.push(push([bulk("tracking-redir-broken"), integer(tracking.redirect)]));
  }
}
