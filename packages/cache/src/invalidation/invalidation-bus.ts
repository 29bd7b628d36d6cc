// How replicas tell each other that a key has changed. The hybrid backend knows only this
// interface; behind it stand server-side tracking, pub/sub, or memory in tests.

/** What a bus reports to the one who uses it. Must not throw. */
export interface InvalidationHandlers {
  /** Keys (as the backend knows them) that changed elsewhere; null = everything was flushed. */
  onInvalidate(keys: readonly string[] | null): void;
  /** "up": changes from now on will be heard; "down": some may be missed from now on. */
  onState(state: "up" | "down"): void;
}

/** A channel of invalidations. It is down until it says that it is up. */
export interface InvalidationBus {
  /** For stats and log lines: "tracking", "pubsub", "memory", or your own. */
  readonly kind: string;
  /**
   * True if one's own writes come back as invalidations, as server-side tracking on another
   * connection does.
   */
  readonly echoes: boolean;
  /** True while the shared tier itself tells of every change, and `publish` has nothing to add. */
  readonly isServerSide?: boolean | undefined;
  /** Begins to listen; returns at once and keeps trying in the background. Called once. */
  start(handlers: InvalidationHandlers): void;
  /** Tells the others that keys changed, after the shared tier has them; null = everything. */
  publish(keys: readonly string[] | null): Promise<void>;
  /** Stops listening; twice is fine. */
  close(): Promise<void>;
}
