// A server without any behaviour of its own but the handshake: it notes what each connection sends,
// and says what the test tells it to, byte for byte.

import { Decoder, type Reply } from "@respite/resp/codec";
import { createMemoryNetwork, type MemoryLink } from "../../src/transport/memory.ts";
import type { Transport } from "../../src/transport/transport.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** Answers one command, or undefined to stay silent. */
export type Answer = (words: readonly string[], peer: FakePeer) => string | undefined;

/** One accepted connection. */
export class FakePeer {
  /** Commands after the handshake, in order, each as its words. */
  readonly commands: string[][] = [];
  /** True once the client has ended it. */
  closed = false;
  readonly link: MemoryLink;

  constructor(link: MemoryLink) {
    this.link = link;
  }

  /** Sends text as it is; `\r\n` is the test's to write. */
  say(text: string): void {
    this.link.write(new TextEncoder().encode(text));
  }
}

/** The handshake of a RESP2 server that has never heard of HELLO. */
export const resp2Handshake: Answer = (words) => {
  if (words[0] === "HELLO")
    return "-ERR unknown command 'HELLO', with args beginning with: '3'\r\n";
  return handshakeOk(words);
};

/** The handshake of a RESP3 server. */
export const resp3Handshake: Answer = (words) => {
  if (words[0] === "HELLO") return "%2\r\n$6\r\nserver\r\n$5\r\nredis\r\n$5\r\nproto\r\n:3\r\n";
  return handshakeOk(words);
};

function handshakeOk(words: readonly string[]): string | undefined {
  if (words[0] === "PING") return "+PONG\r\n";
  if (words[0] === "AUTH" || words[0] === "SELECT") return "+OK\r\n";
  if (words[0] === "CLIENT" && words[1] === "SETNAME") return "+OK\r\n";
  return undefined;
}

/** Connections in memory to a scripted server. */
export class FakeServer {
  readonly transport: Transport;
  readonly peers: FakePeer[] = [];
  /** Everything received, the handshake included, as words. */
  readonly received: string[][] = [];
  /** Number of deliveries, to see what came in one write. */
  deliveries = 0;
  /** Answers the handshake; what it leaves alone goes to `answer`. */
  handshake: Answer = resp2Handshake;
  /** Answers everything else; silent unless set. */
  answer: Answer = () => undefined;
  /** Called for each new connection. */
  accepted: (peer: FakePeer) => void = () => {};
  /** Refuses connections while set. */
  refuse: Error | undefined;

  constructor(clock: VirtualClock) {
    const network = createMemoryNetwork({ environment: clock.environment });
    this.transport = {
      open: (target, handlers, signal) => {
        if (this.refuse !== undefined) return Promise.reject(this.refuse);
        return network.transport.open(target, handlers, signal);
      },
    };
    network.listen((link) => {
      const peer = new FakePeer(link);
      this.peers.push(peer);
      this.accepted(peer);
      const decoder = new Decoder({ onReply: (reply) => this.#hear(peer, reply) });
      return {
        data: (chunk) => {
          this.deliveries += 1;
          decoder.write(chunk);
        },
        drain: () => {},
        close: () => {
          peer.closed = true;
        },
      };
    });
  }

  /** The latest connection. */
  get peer(): FakePeer {
    const peer = this.peers.at(-1);
    if (peer === undefined) throw new Error("Nobody has connected.");
    return peer;
  }

  #hear(peer: FakePeer, reply: Reply): void {
    const words = (reply as Reply[]).map(String);
    this.received.push(words);
    const greeting = this.handshake(words, peer);
    if (greeting !== undefined) {
      peer.say(greeting);
      return;
    }
    peer.commands.push(words);
    const text = this.answer(words, peer);
    if (text !== undefined) peer.say(text);
  }
}

/** A bulk string as a server sends it. */
export function bulk(text: string): string {
  return `$${new TextEncoder().encode(text).length}\r\n${text}\r\n`;
}
