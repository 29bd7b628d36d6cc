// Between TLS and the socket: passes everything on, and breaks the connection where a test wants it to,
// in the middle of the handshake or of a record.
//
//     TLS ──► [type][version][length][ … record … ] ──► socket
//                                         ^ cut

import type { Socket } from "node:net";
import { Duplex } from "node:stream";

/** Type, version and length ahead of each record. */
const headerBytes = 5;

/** A stream over a socket that can be told to break. */
export class CuttingStream extends Duplex {
  readonly #socket: Socket;
  /** What may still leave before the connection breaks. */
  #allowedBytes: number;
  #cutsNextRecordAfter: number | undefined;
  #header: number[] = [];
  #missingBytes = 0;

  /** Breaks behind `cutAfterBytes` of all it sends; default never. */
  constructor(socket: Socket, cutAfterBytes: number = Number.POSITIVE_INFINITY) {
    super({ allowHalfOpen: true });
    this.#socket = socket;
    this.#allowedBytes = cutAfterBytes;
    socket.on("data", (chunk) => {
      if (!this.push(chunk)) socket.pause();
    });
    socket.on("end", () => this.push(null));
    socket.on("error", () => {
      // "close" follows.
    });
    socket.once("close", () => this.destroy());
  }

  /** Breaks in the next record that begins, behind so many of its bytes, which is never all of them. */
  cutNextRecord(afterBytes: number): void {
    this.#cutsNextRecordAfter = afterBytes;
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(
    chunk: Uint8Array,
    _encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    const allowed = this.#allowedOf(chunk);
    if (allowed === chunk.length) {
      this.#socket.write(chunk, done);
      return;
    }
    // What was allowed leaves before the goodbye; a reset would take it back.
    this.#socket.end(chunk.subarray(0, allowed), () => this.#socket.destroy());
    done();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  #allowedOf(chunk: Uint8Array): number {
    for (const [at, byte] of chunk.entries()) {
      if (this.#allowedBytes <= 0) return at;
      this.#allowedBytes -= 1;
      this.#follow(byte);
    }
    return chunk.length;
  }

  /** Keeps track of where records begin. */
  #follow(byte: number): void {
    if (this.#missingBytes > 0) {
      this.#missingBytes -= 1;
      return;
    }
    this.#header.push(byte);
    if (this.#header.length === 1 && this.#cutsNextRecordAfter !== undefined) {
      this.#allowedBytes = Math.max(Math.min(this.#allowedBytes, this.#cutsNextRecordAfter - 1), 0);
    }
    if (this.#header.length < headerBytes) return;
    this.#missingBytes = (this.#header[3] ?? 0) * 256 + (this.#header[4] ?? 0);
    this.#header = [];
    this.#allowedBytes = this.#capped();
  }

  /** The last byte of a record that is to be cut never leaves. */
  #capped(): number {
    if (this.#cutsNextRecordAfter === undefined) return this.#allowedBytes;
    return Math.min(this.#allowedBytes, this.#missingBytes - 1);
  }
}
