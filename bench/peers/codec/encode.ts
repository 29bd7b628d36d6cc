// Encoding SET with a value of 16 bytes: ours as a command alone and into the slabs of a connection,
// the peers' as their clients do it, up to the bytes they hand to the socket.

import { createRequire } from "node:module";
import { CommandEncoder, encodeCommand } from "@respite/resp/codec";
import type { Contender } from "./measure.ts";

const require = createRequire(import.meta.url);
const key = "session:abc123";
const value = "0123456789abcdef";
const wire = `*3\r\n$3\r\nSET\r\n$${key.length}\r\n${key}\r\n$16\r\n${value}\r\n`;
const perRun = 2000;
/** A flush hands over what was added since the last one; so many commands are one flush here. */
const perFlush = 100;

interface Encoding {
  readonly name: string;
  /** The bytes of one command. */
  readonly encode: () => Uint8Array;
  /** As in use: many commands; the result keeps the engine from dropping the work. */
  readonly many: () => number;
}

type EncodeNodeRedis = (args: readonly string[]) => readonly (string | Buffer)[];
type CommandClass = new (
  name: string,
  args: readonly string[],
  options: { replyEncoding: string },
) => { toWritable(socket: object): string | Buffer };

/** The peer that the goal is a share of. */
export const encodeReference = "@redis/client";

/** The encoders that write what they should. */
export function encodeContenders(): Contender[] {
  const contenders: Contender[] = [];
  for (const { name, encode, many } of encodings()) {
    if (Buffer.from(encode()).toString() !== wire)
      throw new Error(`${name} writes another command.`);
    let sink = 0;
    contenders.push({
      name,
      count: perRun,
      run: () => {
        sink += many();
        if (sink === 0) throw new Error(`${name} wrote nothing.`);
      },
    });
  }
  return contenders;
}

function encodings(): Encoding[] {
  const args = ["SET", key, value];
  const { default: encodeNodeRedis } = require("@redis/client/dist/lib/RESP/encoder.js") as {
    default: EncodeNodeRedis;
  };
  const nodeRedis = (): Uint8Array => Buffer.from(encodeNodeRedis(args).join(""));
  const encoder = new CommandEncoder();
  return [
    {
      name: "respite, CommandEncoder",
      encode: () => {
        encoder.add(args);
        return encoder.take();
      },
      many: () => {
        let bytes = 0;
        for (let count = 1; count <= perRun; count++) {
          encoder.add(args);
          if (count % perFlush === 0) bytes += encoder.take().length;
        }
        return bytes;
      },
    },
    plain("respite, encodeCommand", () => encodeCommand(args)),
    plain(encodeReference, nodeRedis),
    plain("ioredis", encodeIoredis(require("ioredis/built/Command.js"), args)),
    plain("iovalkey", encodeIoredis(require("iovalkey/built/Command.js"), args)),
  ];
}

function plain(name: string, encode: () => Uint8Array): Encoding {
  const many = (): number => {
    let bytes = 0;
    for (let count = 0; count < perRun; count++) bytes += encode().length;
    return bytes;
  };
  return { name, encode, many };
}

function encodeIoredis(module: unknown, args: readonly string[]): () => Uint8Array {
  const { default: Command } = module as { default: CommandClass };
  const [command, ...rest] = args as [string, ...string[]];
  return () => {
    const writable = new Command(command, rest, { replyEncoding: "utf8" }).toWritable({});
    return typeof writable === "string" ? Buffer.from(writable) : writable;
  };
}
