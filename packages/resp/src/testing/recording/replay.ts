// A recording played back: a script for the scripted server, so that it runs in memory and over sockets.
//
//     scriptedNetwork(replayScript(recording))        scriptedServer(replayScript(recording))

import { encodeUtf8 } from "../../base/index.ts";
import { RequestParser } from "../server/request-parser.ts";
import { toBinary } from "../server/bytes.ts";
import type { Words } from "../server/session.ts";
import type { PeerScript, ScriptedPeer } from "../scripted-server.ts";
import type { Recording, RecordingEvent } from "./recording.ts";
import { mask } from "./secrets.ts";

/** Settings of {@link replayScript}. */
export interface ReplayOptions {
  /**
   * "strict", the default: the nth connection must send the commands of the nth recorded one, in their
   * order, and hears everything it heard, pushes too; anything else fails the script. "command": each
   * command is answered with what was recorded for the same words on any connection, in order and the
   * last one again and again; one that was never recorded is answered with an error.
   */
  match?: "strict" | "command" | undefined;
  /** True waits before each reply as long as the server took; default false, at once. */
  timing?: boolean | undefined;
}

/** One recorded command and what was said to it and after it. */
interface Exchange {
  readonly words: Words;
  readonly isMasked: boolean;
  readonly atMs: number;
  readonly said: { readonly bytes: Uint8Array; readonly atMs: number; readonly isPush: boolean }[];
}

interface RecordedConnection {
  /** Pushes before any command. */
  readonly greeting: Uint8Array[];
  readonly exchanges: Exchange[];
  closedBy: "client" | "server" | "fault" | undefined;
}

/** The script that answers as the recorded server did. */
export function replayScript(recording: Recording, options: ReplayOptions = {}): PeerScript {
  const { match = "strict", timing = false } = options;
  const connections = connectionsOf(recording);
  if (match === "strict") {
    return async (peer, index) => {
      const recorded = connections[index];
      if (recorded === undefined) throw new Error(`Connection ${index + 1} was never recorded.`);
      await replayStrictly(peer, recorded, timing);
    };
  }
  const book = new ReplyBook(connections);
  return async (peer) => {
    for (;;) {
      const words = await peer.nextWords();
      await answer(peer, book.lookUp(words), timing);
    }
  };
}

async function replayStrictly(
  peer: ScriptedPeer,
  { greeting, exchanges, closedBy }: RecordedConnection,
  timing: boolean,
): Promise<void> {
  for (const bytes of greeting) peer.reply(bytes);
  for (const [index, exchange] of exchanges.entries()) {
    const words = await peer.nextWords();
    if (!isSameCommand(exchange, words)) throw differs(index, exchange.words, words);
    await answer(peer, exchange, timing);
  }
  if (closedBy === "server") {
    peer.halfClose();
    await peer.closed;
    return;
  }
  const more = await peer.nextWords();
  throw new Error(`${shown(more)} was never recorded: the recording ends before it.`);
}

async function answer(
  peer: ScriptedPeer,
  exchange: Exchange | undefined,
  timing: boolean,
): Promise<void> {
  if (exchange === undefined) {
    peer.reply("-ERR no reply was recorded for this command\r\n");
    return;
  }
  let beforeMs = exchange.atMs;
  for (const { bytes, atMs } of exchange.said) {
    if (timing) await peer.delay(Math.max(atMs - beforeMs, 0));
    beforeMs = atMs;
    peer.reply(bytes);
  }
}

/** Recorded replies by their command's words. */
class ReplyBook {
  readonly #pages = new Map<string, Exchange[]>();
  readonly #masked: Exchange[] = [];

  constructor(connections: readonly RecordedConnection[]) {
    for (const exchange of connections.flatMap(({ exchanges }) => exchanges)) {
      const said = exchange.said.filter(({ isPush }) => !isPush);
      if (exchange.isMasked) this.#masked.push({ ...exchange, said });
      const key = keyOf(exchange.words);
      this.#pages.set(key, [...(this.#pages.get(key) ?? []), { ...exchange, said }]);
    }
  }

  lookUp(words: Words): Exchange | undefined {
    const page = this.#pages.get(keyOf(words));
    if (page === undefined) return this.#masked.find((one) => isSameCommand(one, words));
    return page.length > 1 ? page.shift() : page[0];
  }
}

/** Names without case; the length of each word keeps them apart. */
function keyOf([name = new Uint8Array(), ...rest]: Words): string {
  const texts = [toBinary(name).toUpperCase(), ...rest.map(toBinary)];
  return texts.map((text) => `${text.length}:${text}`).join("");
}

/** Where a secret was masked any word will do. */
function isSameCommand({ words, isMasked }: Exchange, given: Words): boolean {
  if (words.length !== given.length) return false;
  return words.every((word, at) => {
    const text = toBinary(word);
    const other = toBinary(given[at] ?? new Uint8Array());
    if (isMasked && text === mask) return true;
    return at === 0 ? text.toUpperCase() === other.toUpperCase() : text === other;
  });
}

function differs(index: number, expected: Words, given: Words): Error {
  return new Error(
    `Command ${index} was ${shown(expected)} when recorded, and is ${shown(given)}.`,
  );
}

/** A command by its name and number of words: the rest may be secret. */
function shown([name = new Uint8Array(), ...rest]: Words): string {
  return `${toBinary(name)} with ${rest.length} arguments`;
}

function connectionsOf({ events }: Recording): readonly RecordedConnection[] {
  const connections = new Map<number, RecordedConnection>();
  for (const event of events) {
    const known = connections.get(event.connection);
    const connection = known ?? { greeting: [], exchanges: [], closedBy: undefined };
    if (known === undefined) connections.set(event.connection, connection);
    addEvent(connection, event);
  }
  return [...connections.values()];
}

function addEvent(connection: RecordedConnection, event: RecordingEvent): void {
  const { greeting, exchanges } = connection;
  if (event.kind === "command") {
    const isMasked = event.masked === true;
    exchanges.push({ words: wordsOf(event.bytes), isMasked, atMs: event.atMs, said: [] });
  } else if (event.kind === "reply") {
    const { bytes, atMs } = event;
    exchanges[event.index]?.said.push({ bytes, atMs, isPush: false });
  } else if (event.kind === "push" || (event.kind === "raw" && event.from === "server")) {
    const { bytes, atMs } = event;
    // Behind the newest reply there is, which need not be that of the newest command.
    const answered = exchanges.findLast(({ said }) => said.length > 0);
    if (answered === undefined) greeting.push(bytes);
    else answered.said.push({ bytes, atMs, isPush: true });
  } else if (event.kind === "close") {
    connection.closedBy = event.by;
  }
}

function wordsOf(bytes: Uint8Array): Words {
  let words: Words = [encodeUtf8("")];
  const parser = new RequestParser(
    (found) => {
      words = found;
    },
    () => true,
  );
  parser.write(bytes);
  return words;
}
