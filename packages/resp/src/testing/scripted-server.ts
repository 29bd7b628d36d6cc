// A server that follows a script and does what no good server does: the wrong reply, half a reply, a
// reset in the middle, silence. For tests of connections. The script sees one peer at a time:
//
//     async (peer) => { await peer.expect(["PING"]); peer.replyBytewise("+PONG\r\n"); peer.halfClose(); }

import {
  decodeUtf8,
  encodeUtf8,
  type Environment,
  resolveEnvironment,
  type TimerHandle,
} from "../base/index.ts";
import { type Frame, FrameDecoder, ProtocolError } from "../codec/index.ts";
import { createMemoryNetwork } from "../transport/memory.ts";
import { concatBytes } from "./server/bytes.ts";
import type { Link, LinkHandlers, Transport } from "../transport/transport.ts";

/** What a connection's script does; `index` counts connections from 0. A rejection is a failure. */
export type PeerScript = (peer: ScriptedPeer, index: number) => Promise<void> | void;

/** A link whose reading can be stopped and that can be broken off. */
export interface ScriptedLink extends Link {
  /** Stops reading: what the peer writes piles up. */
  pause(): void;
  /** Reads on. */
  resume(): void;
  /**
   * Writes bytes as one TLS record, of which only the first `recordBytes` leave before the connection
   * breaks. Undefined where there is no TLS.
   */
  cutRecord?: ((bytes: Uint8Array, recordBytes: number) => void) | undefined;
}

/** How a reply trickles. */
export interface Trickle {
  /** Bytes per write, 1 or more; default 1. */
  readonly bytes?: number | undefined;
  /** Milliseconds from one write to the next; 0, the default, goes on in the next turn. */
  readonly everyMs?: number | undefined;
}

/** One command as text, one element per word. */
export type CommandText = readonly string[];

/** The server's side of one connection. */
export class ScriptedPeer {
  /** Every command that came, read by the script or not. */
  readonly commands: CommandText[] = [];
  readonly #words: (readonly Uint8Array[])[] = [];
  /** Resolves when the connection is closed. */
  readonly closed: Promise<void>;
  /** True when the connection is closed. */
  isClosed = false;
  readonly #link: ScriptedLink;
  readonly #environment: Environment;
  #taken = 0;
  #protocolError: unknown;
  #wake: () => void = () => {};
  #close: () => void = () => {};

  constructor(link: ScriptedLink, environment: Environment) {
    this.#link = link;
    this.#environment = environment;
    this.closed = new Promise((resolve) => {
      this.#close = resolve;
    });
  }

  /**
   * The next command.
   *
   * @throws {PeerGoneError} if the connection closes before.
   * @throws {ProtocolError} if the client sends no RESP.
   */
  async next(): Promise<CommandText> {
    for (;;) {
      const command = this.commands[this.#taken];
      if (command !== undefined) {
        this.#taken += 1;
        return command;
      }
      if (this.#protocolError !== undefined) throw this.#protocolError;
      if (this.isClosed) throw new PeerGoneError();
      // oxlint-disable-next-line no-await-in-loop -- one arrival after the other
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** The next command as bytes. @throws as {@link next}. */
  async nextWords(): Promise<readonly Uint8Array[]> {
    await this.next();
    return this.#words[this.#taken - 1] ?? [];
  }

  /** Takes the next command, which must be this one; names are compared without case. */
  async expect(words: CommandText): Promise<void> {
    const command = await this.next();
    const same =
      command.length === words.length &&
      command.every((word, index) => equalWords(word, words[index] ?? "", index === 0));
    if (!same) throw new Error(`expected ${words.join(" ")}, got ${command.join(" ")}`);
  }

  /** Takes a client's handshake, answering each of its commands well, until `until` comes; that one. */
  async handshake(until: (command: CommandText) => boolean): Promise<CommandText> {
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- one command after the other
      const command = await this.next();
      if (until(command)) return command;
      this.reply(handshakeReply(command));
    }
  }

  /** Sends text (as UTF-8) or bytes in one write. */
  reply(content: string | Uint8Array): void {
    this.#link.write(bytesOf(content));
  }

  /** Sends one byte per write, `pauseMs` apart; 0, the default, goes on in the next turn. */
  async replyBytewise(content: string | Uint8Array, pauseMs = 0): Promise<void> {
    await this.trickle(content, { everyMs: pauseMs });
  }

  /** Sends a few bytes at a time: a reply that is always on its way. */
  async trickle(
    content: string | Uint8Array,
    { bytes: step = 1, everyMs = 0 }: Trickle = {},
  ): Promise<void> {
    if (!(step >= 1)) throw new RangeError(`trickle: "bytes" must be 1 or more, got ${step}.`);
    const bytes = bytesOf(content);
    for (let at = 0; at < bytes.length; at += step) {
      this.#link.write(bytes.slice(at, at + step));
      await this.delay(everyMs);
    }
  }

  /**
   * Sends in pieces that end behind these bytes, `pauseMs` apart: `replySplit("+PONG\r\n", [6])` cuts
   * between CR and LF.
   */
  async replySplit(
    content: string | Uint8Array,
    after: readonly number[],
    pauseMs = 0,
  ): Promise<void> {
    const bytes = bytesOf(content);
    const ends = [...after.toSorted((one, other) => one - other), bytes.length];
    let from = 0;
    for (const end of ends) {
      if (end > from) this.#link.write(bytes.slice(from, end));
      from = Math.max(end, from);
      if (from < bytes.length) await this.delay(pauseMs);
    }
  }

  /** Sends the first bytes of a reply and no more; what becomes of the connection is the script's. */
  replyPart(content: string | Uint8Array, byteCount: number): void {
    this.reply(bytesOf(content).slice(0, byteCount));
  }

  /** Answers late. */
  async replyLate(content: string | Uint8Array, afterMs: number): Promise<void> {
    await this.delay(afterMs);
    this.reply(content);
  }

  /** Answers, and in the same write says something that nobody has asked for. */
  replyWithExtra(content: string | Uint8Array, extra: string | Uint8Array): void {
    this.reply(concatBytes([bytesOf(content), bytesOf(extra)]));
  }

  /** Takes what comes and never answers, until the client goes. @throws {PeerGoneError} then. */
  async neverAnswer(): Promise<never> {
    await this.closed;
    throw new PeerGoneError();
  }

  /**
   * Sends a reply as one TLS record and breaks the connection in the middle of it, behind `recordBytes`
   * (default 10: the header and a little more).
   *
   * @throws {Error} where there is no TLS.
   */
  cutRecord(content: string | Uint8Array, recordBytes = 10): void {
    if (this.#link.cutRecord === undefined) {
      throw new Error("cutRecord needs a server with `tls`: there are no records to cut.");
    }
    this.#link.cutRecord(bytesOf(content), recordBytes);
  }

  /** Sends bytes that begin no reply. */
  garbage(): void {
    this.reply("!!no resp\r\n\0\r\n");
  }

  /** Waits on the environment's timer. @throws {PeerGoneError} as soon as the client is gone. */
  async delay(ms: number): Promise<void> {
    let timer: TimerHandle | undefined;
    const over = new Promise<void>((resolve) => {
      timer = this.#environment.setTimer(resolve, ms);
    });
    await Promise.race([over, this.closed]);
    if (timer !== undefined) this.#environment.clearTimer(timer);
    if (this.isClosed) throw new PeerGoneError();
  }

  /** Says that nothing more will be sent; what the client sends is still read. */
  halfClose(): void {
    this.#link.end();
  }

  /** Breaks the connection off, as a crash does: what was not delivered is lost. */
  reset(): void {
    this.#link.destroy();
  }

  /** Stops reading: the client's writes pile up. */
  pause(): void {
    this.#link.pause();
  }

  /** Reads on. */
  resume(): void {
    this.#link.resume();
  }

  /** What the transport calls. */
  get handlers(): LinkHandlers {
    const decoder = new FrameDecoder({
      onFrame: (frame) => {
        const words = wordsOf(frame);
        this.#words.push(words);
        this.commands.push(words.map(decodeUtf8));
        this.#wake();
      },
    });
    return {
      data: (chunk) => {
        try {
          decoder.write(chunk);
        } catch (error) {
          this.#protocolError = error;
          this.#wake();
        }
      },
      drain: () => {},
      close: () => {
        this.isClosed = true;
        this.#close();
        this.#wake();
      },
    };
  }
}

/** The script waited for a command and the client went away: the end of a script, not a failure. */
export class PeerGoneError extends Error {
  constructor() {
    super("the client closed the connection");
  }

  static {
    Object.defineProperty(this.prototype, "name", { value: "PeerGoneError", configurable: true });
  }
}

/** Runs a script for each connection and keeps what went wrong. */
export class ScriptRunner {
  /** All connections so far, in order. */
  readonly peers: ScriptedPeer[] = [];
  /** What scripts threw so far. */
  readonly failures: Error[] = [];
  readonly #script: PeerScript;
  readonly #environment: Environment;
  readonly #runs = new Set<Promise<void>>();

  constructor(script: PeerScript, environment?: Partial<Environment>) {
    this.#script = script;
    this.#environment = resolveEnvironment(environment);
  }

  /** Runs the script for a new connection. */
  accept(link: ScriptedLink): LinkHandlers {
    const peer = new ScriptedPeer(link, this.#environment);
    const index = this.peers.push(peer) - 1;
    const run = this.#run(peer, index).finally(() => this.#runs.delete(run));
    this.#runs.add(run);
    return peer.handlers;
  }

  /** Ends all connections; @throws {Error} the first failure of a script. */
  async finish(): Promise<void> {
    for (const peer of this.peers) peer.reset();
    await Promise.all(this.#runs);
    const [failure] = this.failures;
    if (failure !== undefined) throw failure;
  }

  async #run(peer: ScriptedPeer, index: number): Promise<void> {
    try {
      // Not before the transport has the handlers.
      await Promise.resolve();
      await this.#script(peer, index);
    } catch (error) {
      if (error instanceof PeerGoneError) return;
      this.failures.push(error instanceof Error ? error : new Error(String(error)));
      peer.reset();
    }
  }
}

/** A scripted server over the memory network. */
export interface ScriptedNetwork {
  /** Leads to the script, whatever the target. */
  readonly transport: Transport;
  /** All connections so far. */
  readonly peers: readonly ScriptedPeer[];
  /** Ends all connections; @throws {Error} the first failure of a script. */
  close(): Promise<void>;
}

/** Runs `script` for every link that is opened over the result's transport. */
export function scriptedNetwork(
  script: PeerScript,
  environment?: Partial<Environment>,
): ScriptedNetwork {
  const runner = new ScriptRunner(script, environment);
  const network = createMemoryNetwork({ environment: resolveEnvironment(environment) });
  const stop = network.listen((link) => runner.accept(link));
  return {
    transport: network.transport,
    peers: runner.peers,
    close: () => {
      stop();
      return runner.finish();
    },
  };
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? encodeUtf8(content) : content;
}

function equalWords(a: string, b: string, isName: boolean): boolean {
  return isName ? a.toUpperCase() === b.toUpperCase() : a === b;
}

/** A good server's answer to what clients send first. */
function handshakeReply([name = "", version]: CommandText): string {
  if (name.toUpperCase() !== "HELLO") return "+OK\r\n";
  return version === "3"
    ? "%3\r\n$6\r\nserver\r\n$5\r\nredis\r\n$5\r\nproto\r\n:3\r\n$2\r\nid\r\n:1\r\n"
    : "*6\r\n$6\r\nserver\r\n$5\r\nredis\r\n$5\r\nproto\r\n:2\r\n$2\r\nid\r\n:1\r\n";
}

function wordsOf(frame: Frame): readonly Uint8Array[] {
  const items = frame.type === "array" ? frame.items : [];
  return items.map((item) => {
    if (item.type !== "bulk") throw new ProtocolError("a command's word is no bulk string", 0);
    return item.bytes;
  });
}
