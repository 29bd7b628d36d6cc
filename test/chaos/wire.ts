// The stretch of network between the client and everything behind it. It knows bytes and no commands:
// it delays them, cuts them in pieces, loses them, adds to them, and breaks connections in every way.
//
//   client ──► Wire ──► RecordingProxy ──► server
//   client ◄── queue (latency, trickle, garbage, cut) ◄── RecordingProxy

import type { Environment, Link, LinkHandlers } from "@respite/resp";
import { below, oneOf, type Random } from "@respite/resp/testing";
import type { TimerHandle } from "@respite/resp/base";

/** A link whose reading can be stopped. */
export interface StoppableLink extends Link {
  pause(): void;
  resume(): void;
}

/** What comes next for a client: bytes, or the end. */
type Parcel = { readonly bytes: Uint8Array; readonly dueMs: number } | "fin";

/**
 * Beginnings that no RESP stream can have. Whatever began validly would be a reply like any other: no
 * client can tell that one from its own.
 */
const garbage: readonly string[] = [
  "HTTP/1.1 400 Bad Request\r\n\r\n",
  "\0\0\0\0\0\0\0\0",
  "\u0016\u0003\u0001\u0002\0\u0001",
  ":12a\r\n",
  "$-7\r\n",
  "*x\r\n",
  "$3\nabc\r\n",
  "%-3\r\n",
  "!!no resp\r\n",
];

/** All connections, and what is done to them at present. */
export class Wire {
  readonly environment: Environment;
  readonly #random: Random;
  readonly #connections = new Set<WireConnection>();
  /** Of bytes to the client, in milliseconds. */
  latencyMs = 0;
  /** Few bytes at a time; undefined = as they come. */
  trickle: { readonly bytes: number; readonly everyMs: number } | undefined;
  /** How new connections are ended at once; undefined = they are not. */
  refusal: "fin" | "rst" | undefined;
  #stalled = false;

  constructor(environment: Environment, random: Random) {
    this.environment = environment;
    this.#random = random;
  }

  /** True while nothing moves in either direction. */
  get stalled(): boolean {
    return this.#stalled;
  }

  /** Takes a client's link; `upstream` is what serves it. */
  accept(client: StoppableLink, upstream: (link: Link) => LinkHandlers): LinkHandlers {
    if (this.refusal !== undefined) {
      if (this.refusal === "fin") client.end();
      else client.destroy();
      return { data: () => {}, drain: () => {}, close: () => {} };
    }
    const connection = new WireConnection(this, client, () => this.#connections.delete(connection));
    this.#connections.add(connection);
    if (this.#stalled) client.pause();
    return connection.handlers(upstream);
  }

  /** Nothing moves until `resume`: what a stopped process looks like. */
  stall(): void {
    this.#stalled = true;
    for (const connection of this.#connections) connection.pause();
  }

  /** Everything moves again. */
  resume(): void {
    this.#stalled = false;
    for (const connection of this.#connections) connection.resume();
  }

  /** Does something to some of the connections; false if there is none. */
  strike(kind: "cut" | "fin" | "rst" | "half-open" | "garbage", choice: number): boolean {
    const victims = this.#victims(choice);
    for (const victim of victims) {
      if (kind === "fin" || kind === "rst") victim.break(kind);
      else if (kind === "half-open") victim.vanish();
      else if (kind === "garbage") victim.soil(oneOf(this.#random, garbage));
      else victim.cutSoon(1 + below(this.#random, 40), this.#random() < 0.3 ? "up" : "down");
    }
    return victims.length > 0;
  }

  /** Nothing more is done to anybody; who was cut off without knowing is told by a reset. */
  calm(): void {
    this.latencyMs = 0;
    this.trickle = undefined;
    this.refusal = undefined;
    this.resume();
    for (const connection of [...this.#connections]) connection.heal();
  }

  /** Breaks whatever is left. */
  close(): void {
    for (const connection of [...this.#connections]) connection.break("rst");
  }

  /** One in most cases, else all. */
  #victims(choice: number): WireConnection[] {
    const all = [...this.#connections].filter((one) => !one.vanished);
    if (all.length === 0 || choice < 0.3) return all;
    return [oneOf(this.#random, all)];
  }
}

class WireConnection {
  readonly #wire: Wire;
  readonly #client: StoppableLink;
  readonly #whenOver: () => void;
  #upstream: LinkHandlers | undefined;
  #queue: Parcel[] = [];
  #timer: TimerHandle | undefined;
  #lastDueMs = -Infinity;
  #over = false;
  #garbage: string | undefined;
  #cut: { readonly afterBytes: number; readonly direction: "up" | "down" } | undefined;
  /** Bytes go nowhere, in both directions, and nobody says so. */
  vanished = false;

  constructor(wire: Wire, client: StoppableLink, whenOver: () => void) {
    this.#wire = wire;
    this.#client = client;
    this.#whenOver = whenOver;
  }

  handlers(upstream: (link: Link) => LinkHandlers): LinkHandlers {
    this.#upstream = upstream({
      write: (bytes) => {
        this.#toClient(bytes);
        return true;
      },
      end: () => this.#endAfterQueue(),
      destroy: () => {
        if (!this.vanished) this.break("rst");
      },
    });
    return {
      data: (chunk) => this.#toServer(chunk),
      drain: () => {},
      close: () => this.#finish(),
    };
  }

  pause(): void {
    this.#client.pause();
  }

  resume(): void {
    this.#client.resume();
    this.#pump();
  }

  vanish(): void {
    this.vanished = true;
    this.#queue = [];
  }

  soil(text: string): void {
    this.#garbage = text;
  }

  cutSoon(afterBytes: number, direction: "up" | "down"): void {
    this.#cut = { afterBytes, direction };
  }

  heal(): void {
    this.#cut = undefined;
    this.#garbage = undefined;
    if (this.vanished) {
      this.break("rst");
      return;
    }
    const { environment } = this.#wire;
    const now = environment.monotonic();
    if (this.#timer !== undefined) environment.clearTimer(this.#timer);
    this.#timer = undefined;
    this.#lastDueMs = now;
    this.#queue = this.#queue.map((parcel) =>
      parcel === "fin" ? parcel : { bytes: parcel.bytes, dueMs: now },
    );
    this.#pump();
  }

  break(kind: "fin" | "rst"): void {
    if (this.#over) return;
    if (kind === "fin") this.#client.end();
    else this.#client.destroy();
    this.#finish();
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    this.#queue = [];
    if (this.#timer !== undefined) this.#wire.environment.clearTimer(this.#timer);
    this.#whenOver();
    this.#upstream?.close();
  }

  #toServer(chunk: Uint8Array): void {
    if (this.#over || this.vanished) return;
    const cut = this.#cut?.direction === "up" ? this.#cut : undefined;
    if (cut === undefined || cut.afterBytes >= chunk.length) {
      this.#upstream?.data(chunk);
      return;
    }
    this.#upstream?.data(chunk.slice(0, cut.afterBytes));
    this.break("rst");
  }

  #toClient(bytes: Uint8Array): void {
    if (this.#over || this.vanished) return;
    if (this.#garbage !== undefined) {
      this.#enqueue(Uint8Array.from(this.#garbage, (letter) => letter.charCodeAt(0)));
      this.#garbage = undefined;
    }
    const cut = this.#cut?.direction === "down" ? this.#cut : undefined;
    if (cut !== undefined && cut.afterBytes < bytes.length) {
      this.#enqueue(bytes.slice(0, cut.afterBytes));
      this.#queue.push("fin");
      this.#pump();
      return;
    }
    this.#enqueue(bytes);
    this.#pump();
  }

  #endAfterQueue(): void {
    if (this.#over || this.vanished) return;
    this.#queue.push("fin");
    this.#pump();
  }

  #enqueue(bytes: Uint8Array): void {
    const nowMs = this.#wire.environment.monotonic();
    const dueMs = Math.max(nowMs + this.#wire.latencyMs, this.#lastDueMs);
    this.#lastDueMs = dueMs;
    this.#queue.push({ bytes, dueMs });
  }

  #pump(): void {
    const { environment } = this.#wire;
    while (!this.#over && !this.#wire.stalled && this.#timer === undefined) {
      const [next] = this.#queue;
      if (next === undefined) return;
      if (next === "fin") {
        this.break("fin");
        return;
      }
      const nowMs = environment.monotonic();
      const waitMs = next.dueMs - nowMs;
      if (waitMs > 0) {
        this.#timer = environment.setTimer(() => {
          this.#timer = undefined;
          this.#pump();
        }, waitMs);
        return;
      }
      const { bytes } = next;
      const { bytes: step = bytes.length, everyMs = 0 } = this.#wire.trickle ?? {};
      this.#client.write(bytes.slice(0, step));
      if (step >= bytes.length) this.#queue.shift();
      else this.#queue[0] = { bytes: bytes.slice(step), dueMs: nowMs + everyMs };
    }
  }
}
