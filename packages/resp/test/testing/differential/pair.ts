// One connection to each of the two servers, and how their replies are compared.
// Replies are compared as frames, so that `+OK` and `$2` differ.

import { expect } from "vitest";
import type { RedisServer } from "../../../../../test/harness/index.ts";
import type { Frame } from "../../../src/codec/index.ts";
import { EmbeddedServer, type EmbeddedServerOptions } from "../../../src/testing/index.ts";
import { nodeTransport } from "../../../src/transport/node.ts";
import { RawConnection, show, type Word } from "../raw-connection.ts";
import { script } from "./scripts.ts";
import type { Step, Verb } from "./step.ts";
import { library } from "./value-scripts.ts";

/** How long a reply is awaited: a counterexample in good time is worth more than a test that times out. */
const patienceMs = 8000;

/** The same connection on both servers. */
export class Pair {
  readonly #embedded: RawConnection;
  readonly #real: RawConnection;
  /** The longest step so far, in milliseconds: times of the two servers may differ by as much. */
  #slowestMs = 0;
  /** How the commands that MULTI has queued are compared, for EXEC. */
  #queued: Verb[] = [];

  constructor(embedded: RawConnection, real: RawConnection) {
    this.#embedded = embedded;
    this.#real = real;
  }

  async steps(steps: readonly Step[]): Promise<void> {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    for (const one of steps) await this.step(one);
  }

  /** Runs a command on both and compares the replies. */
  async step([verb, ...words]: Step): Promise<void> {
    const begunMs = performance.now();
    const [embedded, reply] = await this.#ask(words);
    this.#slowestMs = Math.max(this.#slowestMs, performance.now() - begunMs);
    // A deadline is set in one step and asked for in another; each runs at some moment of its step.
    const nearMs = 50 + 2 * this.#slowestMs;
    const verbs = this.#verbsOf(verb, show(reply));
    compare({ verb, verbs, what: words.join(" "), nearMs }, { embedded, real: reply });
  }

  /** Both replies. @throws {Error} naming the command if one does not come; the connections are closed. */
  async #ask(words: readonly Word[]): Promise<readonly [Frame, Frame]> {
    const patience = setTimeout(() => this.close(), patienceMs);
    try {
      return await Promise.all([
        this.#embedded.callFrame(...words),
        this.#real.callFrame(...words),
      ]);
    } catch (error) {
      throw new Error(`no reply to ${words.join(" ")}`, { cause: error });
    } finally {
      clearTimeout(patience);
    }
  }

  /** Takes note of what is queued; whatever else is answered ends the queue, or there is none. */
  #verbsOf(verb: Verb, reply: string): readonly Verb[] {
    if (reply === "+QUEUED") {
      this.#queued.push(verb);
      return [];
    }
    // A command that can't be queued is refused, and what was queued before it stays.
    return reply.startsWith("-") && verb !== "results" ? [] : this.#queued.splice(0);
  }

  /** The reply of each, as words for the next command. */
  async both(...words: Word[]): Promise<readonly [string, string]> {
    const replies = await Promise.all([this.#embedded.call(...words), this.#real.call(...words)]);
    return [replies[0].slice(1), replies[1].slice(1)];
  }

  /** Runs a command that differs between the two in words only they can know. */
  async stepEach([embedded = [], words = []]: readonly (readonly Word[])[]): Promise<void> {
    const replies = await Promise.all([
      this.#embedded.call(...embedded),
      this.#real.call(...words),
    ]);
    expect(replies[0]).toBe(replies[1]);
  }

  send(...words: Word[]): void {
    this.#embedded.send(...words);
    this.#real.send(...words);
  }

  /** Sends, then compares the next `count` frames, replies and pushes apart. */
  async sendAndHear(words: readonly Word[], count: number): Promise<void> {
    this.send(...words);
    await this.hear(count);
  }

  /** Compares the next `count` frames, replies and pushes apart. */
  async hear(count: number, verb: Verb = "same"): Promise<void> {
    const [embedded, heard] = await Promise.all([
      take(this.#embedded, count),
      take(this.#real, count),
    ]);
    const views = (frames: readonly Frame[]): string[] => frames.map((frame) => view(verb, frame));
    if (verb === "sorted") expect(views(embedded).toSorted()).toEqual(views(heard).toSorted());
    else expect(views(embedded)).toEqual(views(heard));
  }

  /** Waits until some client of each server blocks. */
  async untilBlocked(): Promise<void> {
    for (const connection of [this.#embedded, this.#real]) {
      await expect.poll(() => connection.call("INFO", "clients")).toMatch(/blocked_clients:[1-9]/);
    }
  }

  close(): void {
    this.#embedded.close();
    this.#real.close();
  }
}

/** The embedded server that is to be like the real one, in the real one's version. */
export function counterpart(redis: RedisServer, options?: EmbeddedServerOptions): EmbeddedServer {
  const { name, version } = redis;
  const product = name === "valkey-server" ? "valkey" : "redis";
  const server = new EmbeddedServer({ version, product, ...options });
  server.registerScript(script, ({ keys: [key = ""], args: [amount = ""], call }) =>
    call("INCRBY", key, amount),
  );
  server.registerFunctions(library, {
    add: ({ keys: [key = ""], args: [amount = ""], call }) => call("INCRBY", key, amount),
    peek: { run: ({ keys: [key = ""], call }) => call("GET", key), flags: ["no-writes"] },
  });
  return server;
}

/** A real server, and the embedded one beside it. */
export interface BothServers {
  readonly redis: RedisServer;
  readonly embedded: EmbeddedServer;
}

/** A connection to each, speaking that protocol. */
export async function openPair(both: BothServers, protocol: 2 | 3): Promise<Pair> {
  const { host, port } = both.redis;
  const pair = new Pair(
    await RawConnection.open(both.embedded.transport(), { host, port }),
    await RawConnection.open(nodeTransport(), { host, port }),
  );
  if (protocol === 3) await pair.both("HELLO", "3");
  return pair;
}

async function take(connection: RawConnection, count: number): Promise<Frame[]> {
  const enough = (): boolean => connection.frames.length + connection.pushes.length >= count;
  await connection.until(enough, `${count} frames`);
  return [...connection.frames.splice(0), ...connection.pushes.splice(0)];
}

interface Comparison {
  readonly verb: Verb;
  /** Of the commands that EXEC has run. */
  readonly verbs: readonly Verb[];
  /** For the failure. */
  readonly what: string;
  /** Times may differ by less than so many milliseconds. */
  readonly nearMs: number;
}

function compare(how: Comparison, { embedded, real }: { embedded: Frame; real: Frame }): void {
  const { verb, verbs, what } = how;
  if (verb === "results" && embedded.type === "array" && real.type === "array") {
    expect([embedded.items.length, verbs.length], what).toEqual([
      real.items.length,
      real.items.length,
    ]);
    for (const [index, item] of embedded.items.entries()) {
      const other = real.items[index];
      const own = { ...how, verb: verbs[index] ?? "same", what: `${what} [${index}]` };
      if (other !== undefined) compare(own, { embedded: item, real: other });
    }
  } else if (verb === "near") {
    compareResult(how, embedded, real);
  } else {
    expect(view(verb, embedded), what).toBe(view(verb, real));
  }
}

/** One result: a time may differ a little, and elements come in any order. */
function compareResult({ what, nearMs }: Comparison, embedded: Frame, real: Frame): void {
  if (embedded.type === "integer" && real.type === "integer") {
    const distance = Math.abs(Number(embedded.value) - Number(real.value));
    expect(distance, `${what}: ${show(embedded)} and ${show(real)}`).toBeLessThan(nearMs);
  } else {
    expect(sorted(embedded), what).toBe(sorted(real));
  }
}

function view(verb: Verb, frame: Frame): string {
  switch (verb) {
    case "sorted":
      return sorted(frame);
    case "loosely":
      return loosely(frame);
    default:
      return show(frame);
  }
}

function sorted(frame: Frame): string {
  if (frame.type === "map") {
    return frame.entries
      .map(([key, value]) => `${show(key)}=${sorted(value)}`)
      .toSorted()
      .join(" ");
  }
  if (!("items" in frame)) return show(frame);
  return `${frame.type}[${frame.items.map(sorted).toSorted().join(" ")}]`;
}

function loosely(frame: Frame): string {
  return "items" in frame ? `${frame.type}[${frame.items.map(loosely).join(" ")}]` : frame.type;
}
