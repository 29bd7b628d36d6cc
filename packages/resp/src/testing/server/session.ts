// One client's connection: its state, the commands that wait behind a blocked one, and its output.
// Frames leave whole and pushes between them:
//
//     execute: [reply] [reply]         end of event: one write
//     pushes of other clients ----^ behind the reply that is being made

import { encodeFrame } from "../../codec/index.ts";
import type { Link } from "../../transport/transport.ts";
import { type Answer } from "./answers.ts";
import { concatBytes } from "./bytes.ts";
import type { TrackingState } from "./tracking.ts";

/** A command as it came: its words, name first. */
export type Words = readonly Uint8Array[];

/** The commands of a MULTI so far. */
export interface Transaction {
  /** In order, to be run by EXEC. */
  readonly commands: Words[];
  /** True after a command that could not be queued: EXEC will refuse. */
  broken: boolean;
}

/** What a client has set by commands; RESET and a new connection begin with it. */
export interface SessionState {
  /** What HELLO asked for. */
  protocol: 2 | 3;
  /** What SELECT chose. */
  databaseIndex: number;
  /** What CLIENT SETNAME set; else empty. */
  name: string;
  /** The authenticated user, or undefined. */
  user: string | undefined;
  /** Present between MULTI and EXEC. */
  transaction: Transaction | undefined;
  /** CLIENT REPLY; "skip-next" becomes "skip" for one command and then "on" again. */
  replies: "on" | "off" | "skip" | "skip-next";
  /** CLIENT NO-EVICT. */
  noEvict: boolean;
  /** Present while CLIENT TRACKING is on. */
  tracking: TrackingState | undefined;
}

/** One client's connection. */
export class Session {
  /** As CLIENT ID says. */
  readonly id: number;
  /** Where the client is, as CLIENT LIST shows it. */
  readonly address: string;
  /** On the server's clock. */
  readonly connectedAtMs: number;
  /** Replaced as a whole by RESET. */
  state: SessionState;
  /** What CLIENT SETINFO set; RESET leaves it. */
  library: { name: string; version: string } = { name: "", version: "" };
  /** Channels subscribed to; kept by PubSub. */
  readonly channels: Set<string> = new Set();
  /** Patterns subscribed to; kept by PubSub. */
  readonly patterns: Set<string> = new Set();
  /** Shard channels subscribed to; kept by PubSub. */
  readonly shards: Set<string> = new Set();
  /** Keys under WATCH as `index:key`; emptied and marked when one of them changes. */
  readonly watched: Set<string> = new Set();
  /** True when a watched key has changed: EXEC will answer null. */
  watchBroken = false;
  /** The last command's name, for CLIENT LIST. */
  lastCommand = "";
  /** Commands that wait while this session is suspended. */
  readonly waiting: Words[] = [];
  /** Why no command may run now: one blocks, one is delayed by a hook, or CLIENT PAUSE holds. */
  suspended: "blocked" | "delayed" | "paused" | false = false;
  /** True to close behind the next reply, as QUIT does. */
  closing = false;
  /** False once the link is closed or is closing. */
  open = true;
  readonly #link: Link;
  #output: Uint8Array[] = [];
  #heldPushes: Answer[] | undefined;

  constructor(
    link: Link,
    identity: { id: number; address: string; nowMs: number },
    state: SessionState,
  ) {
    this.#link = link;
    this.id = identity.id;
    this.address = identity.address;
    this.connectedAtMs = identity.nowMs;
    this.state = state;
  }

  /** True while a subscription makes ordinary commands impossible under RESP2. */
  get subscribed(): boolean {
    return this.channels.size + this.patterns.size + this.shards.size > 0;
  }

  /** From here to `releasePushes` pushes are kept back. */
  holdPushes(): void {
    this.#heldPushes ??= [];
  }

  /** Appends the pushes that came while a command ran. */
  releasePushes(): void {
    const held = this.#heldPushes ?? [];
    this.#heldPushes = undefined;
    for (const answer of held) this.#append(answer);
  }

  /** Appends a reply. */
  reply(answer: Answer): void {
    if (this.state.replies !== "off" && this.state.replies !== "skip") this.#append(answer);
  }

  /** Appends bytes as they are, right or wrong. */
  replyRaw(bytes: Uint8Array): void {
    this.#output.push(bytes);
  }

  /** Appends out-of-band data, behind the reply that is being made. */
  push(answer: Answer): void {
    if (this.#heldPushes === undefined) this.#append(answer);
    else this.#heldPushes.push(answer);
  }

  /** True if `flush` has something to do. */
  get hasOutput(): boolean {
    return this.#output.length > 0;
  }

  /** Writes everything appended so far, at once. */
  flush(): void {
    if (this.#output.length === 0) return;
    const [first] = this.#output;
    const bytes =
      this.#output.length === 1 && first !== undefined ? first : concatBytes(this.#output);
    this.#output = [];
    this.#link.write(bytes);
  }

  /** Sends what is appended, then closes. */
  end(): void {
    if (!this.open) return;
    this.open = false;
    this.flush();
    this.#link.end();
  }

  /** Closes at once, as a crash does. */
  destroy(): void {
    this.open = false;
    this.#output = [];
    this.#link.destroy();
  }

  #append(answer: Answer): void {
    if (this.open) this.#output.push(encodeFrame(answer, this.state.protocol));
  }
}
