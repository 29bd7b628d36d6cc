// The limit: one socket, a batch of commands encoded once, and replies that are counted by their bytes.

import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { once } from "node:events";
import type { Address } from "./contenders.ts";

/** An open socket. */
export interface RawSocket {
  readonly kind: "raw";
  /** Writes `bytes`; resolves when so many bytes of reply have come. */
  exchange(bytes: Buffer, replyBytes: number): Promise<void>;
  close(): unknown;
}

/** Connects. */
export async function openRawSocket({ via, host, port, path, ca }: Address): Promise<RawSocket> {
  const socket = connect();
  await once(socket, via === "tls" ? "secureConnect" : "connect");
  socket.setNoDelay(true);
  let due = 0;
  let arrived: (() => void) | undefined;
  socket.on("data", (chunk) => {
    due -= chunk.length;
    if (due === 0) arrived?.();
  });
  return {
    kind: "raw",
    exchange: (bytes, replyBytes) => {
      due = replyBytes;
      socket.write(bytes);
      return new Promise((resolve) => {
        arrived = resolve;
      });
    },
    close: () => socket.destroy(),
  };

  function connect(): Socket {
    if (via === "unix") return connectPlain({ path });
    return via === "tls" ? connectTls({ host, port, ca }) : connectPlain({ host, port });
  }
}

/** One command in RESP. */
export function encoded(...args: readonly string[]): Buffer {
  const words = args.map((arg) => `$${arg.length}\r\n${arg}\r\n`);
  return Buffer.from(`*${args.length}\r\n${words.join("")}`);
}
