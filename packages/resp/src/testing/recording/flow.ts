// One direction through the proxy. What its sink has not taken yet is counted, and from a mark on the
// source is not read any further: a fast side in front of a slow one costs the mark and not its gigabytes.
//
//     source ──data──► add ──► (faults, delays) ──► taken ──► sink
//     source ◄─pause── more than the mark waits, or the sink asks for drain

import type { Link } from "../../transport/transport.ts";

/** A link whose reading can be stopped, as sockets and links in memory can; others are read on. */
export interface ProxiedLink extends Link {
  /** Stops reading: what the peer writes piles up at the peer. */
  pause?(): void;
  /** Reads on. */
  resume?(): void;
}

/** Bytes waiting from which a source is held, unless told otherwise: what a socket's buffer holds. */
export const defaultHighWaterMarkBytes = 65_536;

/** Holds a source while its bytes wait. */
export class Flow {
  readonly #highWaterMarkBytes: number;
  #source: ProxiedLink | undefined;
  #waitingBytes = 0;
  #sinkIsFull = false;
  #isHeld = false;
  #isOver = false;

  constructor(highWaterMarkBytes: number) {
    this.#highWaterMarkBytes = highWaterMarkBytes;
  }

  /** Names the source, when its link is open; it may have to wait from the start. */
  readFrom(source: ProxiedLink): void {
    this.#source = source;
    if (this.#isHeld) source.pause?.();
  }

  /** So many bytes of the source wait. */
  add(byteCount: number): void {
    this.#waitingBytes += byteCount;
    this.#decide();
  }

  /** So many bytes wait no longer: they were handed to the sink, or are never to be. */
  taken(byteCount: number): void {
    this.#waitingBytes -= byteCount;
    this.#decide();
  }

  /** What `write` of the sink said: false asks to wait for its `drain`. */
  written(sinkIsReady: boolean): void {
    if (sinkIsReady) return;
    this.#sinkIsFull = true;
    this.#decide();
  }

  /** The sink has room again. */
  drained(): void {
    this.#sinkIsFull = false;
    this.#decide();
  }

  /** Reads on for good, so that the source's last word is heard. */
  release(): void {
    this.#isOver = true;
    this.#decide();
  }

  #decide(): void {
    const holds =
      !this.#isOver && (this.#sinkIsFull || this.#waitingBytes > this.#highWaterMarkBytes);
    if (holds === this.#isHeld) return;
    this.#isHeld = holds;
    if (holds) this.#source?.pause?.();
    else this.#source?.resume?.();
  }
}
