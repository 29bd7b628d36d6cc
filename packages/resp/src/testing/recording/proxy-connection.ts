// One connection through the proxy. Commands go on as they came, replies come back in their order, each
// through its command's fault if it has one. What is passed on is whole: half a reply waits for its rest.
// Each direction is a flow, which stops reading one side while the other does not take what it said.
//
//     client ──► parser ──► hook ──────────────► upstream
//     client ◄── output (one task at a time) ◄── slots ◄── decoder ◄── upstream

import { encodeUtf8, type Environment } from "../../base/index.ts";
import { encodeFrame, type Frame, FrameDecoder, ProtocolError } from "../../codec/index.ts";
import type { LinkHandlers } from "../../transport/transport.ts";
import { word } from "../server/arguments.ts";
import { concatBytes } from "../server/bytes.ts";
import { RequestError, RequestParser } from "../server/request-parser.ts";
import type { Words } from "../server/session.ts";
import { defaultGarbage, describeFault, type ProxyFault, type ProxyHook } from "./faults.ts";
import { Flow, type ProxiedLink } from "./flow.ts";
import type { Recorder } from "./recorder.ts";
import { ReplySlots } from "./reply-slots.ts";
import { TaskQueue } from "./task-queue.ts";

/** What a connection shares with its proxy. */
export interface ProxyContext {
  readonly environment: Environment;
  readonly recorder: Recorder;
  readonly hook: ProxyHook;
  /** Bytes waiting in one direction from which its source is not read. */
  readonly highWaterMarkBytes: number;
}

/** A client's link and the server's, with everything between. */
export class ProxyConnection {
  /** What the client's link calls. */
  readonly clientHandlers: LinkHandlers;
  /** What the server's link calls. */
  readonly serverHandlers: LinkHandlers;
  readonly #context: ProxyContext;
  readonly #id: number;
  readonly #client: ProxiedLink;
  #server: ProxiedLink | undefined;
  readonly #requests: Flow;
  readonly #replies: Flow;
  /** What came before the server's link was open. */
  #early: Uint8Array[] = [];
  readonly #slots = new ReplySlots();
  readonly #output: TaskQueue;
  readonly #faults = new Map<number, ProxyFault>();
  /** Replies of the proxy's own that wait for the server's reply to an older command. */
  readonly #followers = new Map<number, (() => void)[]>();
  #lastWaiting: number | undefined;
  #commandCount = 0;
  #over = false;
  readonly #whenOver: () => void;

  constructor(context: ProxyContext, id: number, client: ProxiedLink, whenOver: () => void) {
    this.#context = context;
    this.#id = id;
    this.#client = client;
    this.#whenOver = whenOver;
    this.#output = new TaskQueue();
    this.#requests = new Flow(context.highWaterMarkBytes);
    this.#requests.readFrom(client);
    this.#replies = new Flow(context.highWaterMarkBytes);
    this.clientHandlers = this.#readClient();
    this.serverHandlers = this.#readServer();
    context.recorder.add(id, { kind: "open" });
  }

  /** Takes the server's link when it is open. */
  attach(server: ProxiedLink): void {
    if (this.#over) {
      server.destroy();
      return;
    }
    this.#server = server;
    this.#replies.readFrom(server);
    for (const bytes of this.#early.splice(0)) {
      this.#requests.taken(bytes.length);
      this.#send(bytes);
    }
  }

  /** Breaks both links. */
  destroy(by: "client" | "server" | "fault"): void {
    if (!this.#finish(by)) return;
    this.#server?.destroy();
    this.#client.destroy();
  }

  #finish(by: "client" | "server" | "fault"): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.#requests.release();
    this.#replies.release();
    this.#context.recorder.add(this.#id, { kind: "close", by });
    this.#whenOver();
    return true;
  }

  #readClient(): LinkHandlers {
    let isRaw = false;
    const parser = new RequestParser(
      (words, takeRaw) => {
        this.#takeCommand(words, takeRaw());
      },
      () => true,
    );
    return {
      data: (chunk) => {
        if (this.#over) return;
        try {
          if (!isRaw) parser.write(chunk);
          else this.#passRaw("client", chunk.slice());
        } catch (error) {
          if (!(error instanceof RequestError)) throw error;
          isRaw = true;
          this.#passRaw("client", parser.takeRest());
        }
      },
      drain: () => {
        this.#replies.drained();
      },
      close: () => {
        if (this.#finish("client")) this.#server?.end();
      },
    };
  }

  #readServer(): LinkHandlers {
    let isRaw = false;
    /** Bytes that belong to no whole frame yet. */
    let rest: Uint8Array[] = [];
    let framedBytes = 0;
    const decoder = new FrameDecoder({
      onFrame: (frame) => {
        const bytes = encodeFrame(frame, 3);
        framedBytes += bytes.length;
        this.#takeFrame(frame, bytes);
      },
    });
    return {
      data: (chunk) => {
        if (this.#over) return;
        if (isRaw) {
          this.#passRaw("server", chunk.slice());
          return;
        }
        rest.push(chunk.slice());
        framedBytes = 0;
        try {
          decoder.write(chunk);
        } catch (error) {
          if (!(error instanceof ProtocolError)) throw error;
          isRaw = true;
        }
        if (framedBytes > 0 || isRaw) rest = [concatBytes(rest).subarray(framedBytes)];
        if (isRaw) this.#passRaw("server", concatBytes(rest.splice(0)));
      },
      drain: () => {
        this.#requests.drained();
      },
      close: () => {
        // Half a reply, as it came.
        const half = concatBytes(rest.splice(0));
        if (half.length > 0 && !this.#over) this.#passRaw("server", half);
        this.#output.add(() => {
          if (this.#finish("server")) this.#client.end();
        });
      },
    };
  }

  #passRaw(from: "client" | "server", bytes: Uint8Array): void {
    this.#context.recorder.add(this.#id, { kind: "raw", from, bytes });
    if (from === "client") this.#send(bytes);
    else this.#answer(bytes, () => this.#write(bytes));
  }

  #send(bytes: Uint8Array): void {
    if (this.#server !== undefined) {
      this.#requests.written(this.#server.write(bytes));
      return;
    }
    this.#early.push(bytes);
    this.#requests.add(bytes.length);
  }

  #write(bytes: Uint8Array): void {
    if (!this.#over) this.#replies.written(this.#client.write(bytes));
  }

  /** Delivers what the server said in its turn; until then its bytes count as waiting. */
  #answer(bytes: Uint8Array, deliver: () => Promise<void> | void): void {
    this.#replies.add(bytes.length);
    this.#output.add(() => {
      const delivering = deliver();
      const taken = (): void => {
        this.#replies.taken(bytes.length);
      };
      if (delivering === undefined) taken();
      return delivering?.then(taken);
    });
  }

  #takeCommand(words: Words, bytes: Uint8Array): void {
    if (this.#over) return;
    const { recorder, hook } = this.#context;
    const index = this.#commandCount;
    this.#commandCount += 1;
    recorder.command(this.#id, index, words, bytes);
    const fault = hook({ connection: this.#id, index, name: word(words[0]), words });
    if (fault !== undefined) {
      recorder.add(this.#id, { kind: "fault", index, fault: describeFault(fault) });
      this.#faults.set(index, fault);
    }
    if (fault?.kind === "lose") return;
    if (fault?.kind === "close" && fault.when === "before") this.#break();
    else if (fault?.kind === "replace") this.#answerInTurn(bytesOf(fault.bytes));
    else this.#forward(index, words, bytes);
  }

  #forward(index: number, words: Words, bytes: Uint8Array): void {
    if (this.#slots.add(index, words)) this.#lastWaiting = index;
    this.#send(bytes);
  }

  /** Behind the replies to all commands that came before. */
  #answerInTurn(bytes: Uint8Array): void {
    const answer = (): void => {
      this.#output.add(() => this.#write(bytes));
    };
    if (this.#lastWaiting === undefined) answer();
    else {
      const followers = this.#followers.get(this.#lastWaiting) ?? [];
      this.#followers.set(this.#lastWaiting, [...followers, answer]);
    }
  }

  #takeFrame(frame: Frame, bytes: Uint8Array): void {
    const taken = this.#slots.take(frame);
    if (taken === undefined) {
      this.#context.recorder.add(this.#id, { kind: "push", bytes });
      this.#answer(bytes, () => this.#write(bytes));
      return;
    }
    const { index, isLast } = taken;
    this.#context.recorder.reply(this.#id, index, bytes);
    const fault = this.#faults.get(index);
    if (fault?.kind === "late") this.#answerLate(bytes, fault.ms);
    else this.#answer(bytes, () => this.#deliver(bytes, fault));
    if (!isLast) return;
    this.#faults.delete(index);
    if (this.#lastWaiting === index) this.#lastWaiting = undefined;
    for (const answer of this.#followers.get(index) ?? []) answer();
    this.#followers.delete(index);
  }

  /** Not counted as waiting: a server that is not read for it could not overtake it. */
  #answerLate(bytes: Uint8Array, ms: number): void {
    this.#context.environment.setTimer(() => {
      this.#output.add(() => this.#write(bytes));
    }, ms);
  }

  async #pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#context.environment.setTimer(resolve, ms);
    });
  }

  #deliver(bytes: Uint8Array, fault: ProxyFault | undefined): Promise<void> | void {
    switch (fault?.kind) {
      case "drop":
        return;
      case "delay":
        return this.#inPieces(bytes, [0], fault.ms);
      case "split":
        return this.#inPieces(bytes, fault.after, fault.pauseMs ?? 0);
      case "trickle":
        return this.#inPieces(bytes, everyNth(fault.bytes ?? 1, bytes.length), fault.everyMs ?? 0);
      case "garbage":
        return this.#write(bytesOf(fault.bytes ?? defaultGarbage));
      case "extra":
        return this.#write(concatBytes([bytes, bytesOf(fault.bytes)]));
      case "cut":
        return this.#cut(bytes.slice(0, fault.afterBytes));
      case "close":
        return this.#break();
      default:
        return this.#write(bytes);
    }
  }

  /** What is left of the reply arrives; nothing else does. */
  #cut(bytes: Uint8Array): void {
    this.#write(bytes);
    this.#break();
  }

  /** What the client was sent arrives; what the server has still to say is lost. */
  #break(): void {
    if (!this.#finish("fault")) return;
    this.#client.end();
    this.#server?.destroy();
  }

  /** Pieces that end behind these bytes, a pause ahead of each but the first; 0 makes an empty first. */
  async #inPieces(bytes: Uint8Array, after: readonly number[], pauseMs: number): Promise<void> {
    let from = 0;
    const inside = after.filter((end) => end < bytes.length);
    for (const end of [...inside.toSorted((one, other) => one - other), bytes.length]) {
      if (end > from) this.#write(bytes.slice(from, end));
      from = Math.max(from, end);
      if (from < bytes.length) await this.#pause(pauseMs);
    }
  }
}

function everyNth(step: number, length: number): number[] {
  const width = Math.max(Math.floor(step), 1);
  return Array.from({ length: Math.ceil(length / width) - 1 }, (_unused, at) => (at + 1) * width);
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? encodeUtf8(content) : content;
}
