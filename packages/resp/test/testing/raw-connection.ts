// A connection for tests of servers: sends words, hands back frames as one-line texts that keep the
// wire's spelling, and keeps pushes aside. It shares nothing with the client's connection.

import { encodeCommand, type Frame, FrameDecoder } from "../../src/codec/index.ts";
import type { Link, Target, Transport } from "../../src/transport/transport.ts";

/** A word of a command. */
export type Word = string | number | Uint8Array;

export class RawConnection {
  readonly frames: Frame[] = [];
  readonly pushes: Frame[] = [];
  /** What arrived, as it was cut. */
  readonly chunks: Uint8Array[] = [];
  /** True to keep what is no RESP as `broken` instead of throwing it. */
  tolerant = false;
  broken: unknown;
  closed = false;
  #link: Link | undefined;
  readonly #waiting: (() => void)[] = [];

  static async open(transport: Transport, target: Target): Promise<RawConnection> {
    const connection = new RawConnection();
    const decoder = new FrameDecoder({
      onFrame: (frame) => {
        const list = frame.type === "push" ? connection.pushes : connection.frames;
        list.push(frame);
        connection.#wake();
      },
    });
    connection.#link = await transport.open(target, {
      data: (chunk) => {
        connection.chunks.push(chunk.slice());
        try {
          decoder.write(chunk);
        } catch (error) {
          connection.broken = error;
          connection.#wake();
          if (!connection.tolerant) throw error;
        }
      },
      drain: () => {},
      close: () => {
        connection.closed = true;
        connection.#wake();
      },
    });
    return connection;
  }

  /** Sends one command; its reply as text. */
  async call(...words: Word[]): Promise<string> {
    return show(await this.callFrame(...words));
  }

  async callFrame(...words: Word[]): Promise<Frame> {
    this.send(...words);
    return this.frame();
  }

  send(...words: Word[]): void {
    this.write(encodeCommand(words));
  }

  write(bytes: Uint8Array): void {
    this.#link?.write(bytes);
  }

  /** The next reply as text. */
  async reply(): Promise<string> {
    return show(await this.frame());
  }

  /** The next frame that is no push. */
  async frame(): Promise<Frame> {
    await this.until(() => this.frames.length > 0, "a reply");
    return this.frames.shift() as Frame;
  }

  /** The next push as text. */
  async push(): Promise<string> {
    await this.until(() => this.pushes.length > 0, "a push");
    return show(this.pushes.shift() as Frame);
  }

  /** Resolves when `condition` holds; rejects if the connection closes before. */
  async until(condition: () => boolean, what: string): Promise<void> {
    while (!condition()) {
      if (this.closed) throw new Error(`closed before ${what}`);
      await this.#change();
    }
  }

  /** Resolves when the peer has closed. */
  async end(): Promise<void> {
    while (!this.closed) await this.#change();
  }

  close(): void {
    this.#link?.destroy();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

/** A frame in one line: `+OK`, `-ERR no`, `$text`, `:1`, `_`, `*[$a $b]`, `%[$k $v]`; bytes as latin-1. */
export function show(frame: Frame): string {
  switch (frame.type) {
    case "simple":
      return `+${latin1(frame.bytes)}`;
    case "error":
      return `-${latin1(frame.bytes)}`;
    case "bulk":
      return `$${latin1(frame.bytes)}`;
    case "verbatim":
      return `=${frame.format}:${latin1(frame.bytes)}`;
    case "integer":
      return `:${frame.value}`;
    case "double":
      return `,${frame.value}`;
    case "null":
      return frame.form;
    case "boolean":
      return `#${frame.value}`;
    case "array":
      return `*[${frame.items.map(show).join(" ")}]`;
    case "set":
      return `~[${frame.items.map(show).join(" ")}]`;
    case "push":
      return `>[${frame.items.map(show).join(" ")}]`;
    case "map":
      return `%[${frame.entries.flat().map(show).join(" ")}]`;
    default:
      return frame.type;
  }
}

/** Bytes as text, one character each. */
export function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
