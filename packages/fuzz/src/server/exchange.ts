// One connection: the login if there is one, bytes out in their pieces, everything that comes back through
// our decoder, until the server closes, has answered what it must, or has nothing more to say.

import type { Socket } from "node:net";
import { type Frame, FrameDecoder } from "@respite/resp/codec";
import { cutAt } from "@respite/resp/testing";
import type { ServerInput } from "./server-input.ts";
import { dial, loginBytes, type ServerTarget } from "./target.ts";

/** What came back. */
export interface Heard {
  /** How it ended: the server closed, reset or refused; it had said `enough` frames; or it fell silent. */
  readonly end: "closed" | "reset" | "refused" | "enough" | "silent";
  /** Why it was refused, or reset. */
  readonly reason?: Error | undefined;
  /** The server's answer to the login; undefined without one, or if none came. */
  readonly login?: Frame | undefined;
  /** The frames, pushes among them, without the login's. */
  readonly frames: readonly Frame[];
  /** What our decoder says of bytes that are no RESP. */
  readonly undecodable?: Error | undefined;
  /** True if it ended inside a frame. */
  readonly unfinished: boolean;
}

/** When an exchange ends by itself. */
export interface Patience {
  /** After so many frames that are no pushes; undefined: never. */
  readonly enough?: number | undefined;
  /** After so many milliseconds without a byte. */
  readonly silentMs: number;
  /** The same inside a frame: what was begun must be ended. */
  readonly hangMs: number;
}

/** Sends and listens on a connection of its own. Never rejects. */
export function exchange(
  target: ServerTarget,
  input: ServerInput,
  patience: Patience,
): Promise<Heard> {
  return new Promise((resolve) => {
    new Exchange(target, input, patience, resolve).begin();
  });
}

class Exchange {
  readonly #socket: Socket;
  readonly #readyEvent: string;
  readonly #patience: Patience;
  readonly #resolve: (heard: Heard) => void;
  readonly #frames: Frame[] = [];
  readonly #decoder: FrameDecoder = new FrameDecoder({ onFrame: (frame) => this.#hear(frame) });
  #silence: NodeJS.Timeout;
  readonly #chunks: Uint8Array[];
  readonly #login: Uint8Array | undefined;
  #loginReply: Frame | undefined;
  #replies = 0;
  #chunksHeard = 0;
  #ended = false;
  /** The longer wait inside a frame has begun. */
  #waited = false;
  #connected = false;
  #undecodable: Error | undefined;
  #reason: Error | undefined;

  constructor(
    target: ServerTarget,
    { bytes, cuts }: ServerInput,
    patience: Patience,
    resolve: (heard: Heard) => void,
  ) {
    this.#patience = patience;
    this.#resolve = resolve;
    this.#chunks = cutAt(bytes, cuts).filter((chunk) => chunk.length > 0);
    this.#silence = setTimeout(() => this.#fallSilent(), patience.silentMs);
    this.#login = loginBytes(target);
    const { socket, readyEvent } = dial(target);
    this.#socket = socket;
    this.#readyEvent = readyEvent;
  }

  begin(): void {
    this.#socket.on(this.#readyEvent, () => {
      this.#connected = true;
      if (this.#login !== undefined) this.#socket.write(this.#login);
      this.#send();
    });
    this.#socket.on("data", (chunk) => this.#receive(chunk));
    this.#socket.on("end", () => this.#end("closed"));
    this.#socket.on("error", (error) => {
      this.#reason = error;
      this.#end(this.#connected ? "reset" : "refused");
    });
    this.#socket.on("close", () => this.#end("closed"));
  }

  #send(): void {
    const chunk = this.#chunks.shift();
    if (chunk === undefined || this.#socket.destroyed) return;
    this.#socket.write(chunk);
    // In a turn of its own, so that the pieces are packets.
    if (this.#chunks.length > 0) setImmediate(() => this.#send());
  }

  #receive(chunk: Uint8Array): void {
    this.#chunksHeard++;
    this.#silence.refresh();
    try {
      this.#decoder.write(chunk);
    } catch (error) {
      this.#undecodable = error as Error;
      this.#end("closed");
      return;
    }
    if (this.#replies === this.#patience.enough && !this.#decoder.incomplete) this.#end("enough");
  }

  #fallSilent(): void {
    // After a stall of this process timers come before what the network has brought meanwhile.
    const heard = this.#chunksHeard;
    setImmediate(() => {
      if (heard === this.#chunksHeard && !this.#ended) this.#giveUp();
    });
  }

  #giveUp(): void {
    const { silentMs, hangMs } = this.#patience;
    if (!this.#decoder.incomplete || silentMs >= hangMs || this.#waited) return this.#end("silent");
    this.#waited = true;
    this.#silence = setTimeout(() => this.#fallSilent(), hangMs);
  }

  #hear(frame: Frame): void {
    if (this.#login !== undefined && this.#loginReply === undefined && frame.type !== "push") {
      this.#loginReply = frame;
      return;
    }
    this.#frames.push(frame);
    if (frame.type !== "push") this.#replies++;
  }

  #end(end: Heard["end"]): void {
    this.#ended = true;
    clearTimeout(this.#silence);
    this.#socket.removeAllListeners();
    this.#socket.on("error", () => undefined);
    this.#socket.destroy();
    this.#resolve({
      end,
      reason: this.#reason,
      login: this.#loginReply,
      frames: this.#frames,
      undecodable: this.#undecodable,
      unfinished: this.#undecodable === undefined && this.#decoder.incomplete,
    });
  }
}
