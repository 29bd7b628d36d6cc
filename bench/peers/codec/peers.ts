// The decoders, ours and the peers', behind one shape. The peers' parsers are no public API: they are
// taken from inside their packages and set up as their clients set them up.

import { createRequire } from "node:module";
import { Decoder } from "@respite/resp/codec";

/** How strings are handed over. */
export type Mode = "utf8" | "bytes";

/** A decoder under test. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  readonly resp3: boolean;
  readonly modes: readonly Mode[];
  /** A fresh decoder: takes chunks, and gives each reply to `onReply`. */
  open(mode: Mode, onReply: (reply: unknown) => void): (chunk: Buffer) => void;
}

/** The peer that all ratios are to. */
export const reference = "redis-parser";

const require = createRequire(import.meta.url);

interface RedisParser {
  execute(chunk: Buffer): void;
}
type RedisParserClass = new (options: {
  returnReply(reply: unknown): void;
  returnError(error: Error): void;
  returnFatalError(error: Error): void;
  returnBuffers?: boolean;
}) => RedisParser;

interface NodeRedisModule {
  readonly RESP_TYPES: Record<"SIMPLE_STRING" | "BLOB_STRING" | "MAP", number>;
  readonly Decoder: new (options: {
    onReply(reply: unknown): void;
    onErrorReply(error: Error): void;
    onPush(push: unknown): void;
    getTypeMapping(): Record<number, unknown>;
  }) => { write(chunk: Buffer): void };
}
type Convert = (reply: unknown, encoding: string) => unknown;

/** Ours first, then the reference. */
export function allPeers(): Peer[] {
  const RedisParser = require("redis-parser") as RedisParserClass;
  const nodeRedis = require("@redis/client/dist/lib/RESP/decoder.js") as NodeRedisModule;
  const ioredis = require("ioredis/built/resp/decoder.js") as NodeRedisModule;
  return [
    {
      name: "respite",
      version: "this tree",
      resp3: true,
      modes: ["utf8", "bytes"],
      open: (mode, onReply) => openOurs(mode, onReply, true),
    },
    {
      name: reference,
      version: versionOf("redis-parser"),
      resp3: false,
      modes: ["utf8", "bytes"],
      open: (mode, onReply) => openRedisParser(RedisParser, mode === "bytes", onReply),
    },
    {
      name: "respite, copying",
      version: "this tree",
      resp3: true,
      modes: ["bytes"],
      open: (mode, onReply) => openOurs(mode, onReply, false),
    },
    {
      name: "@redis/client",
      version: versionOf("@redis/client"),
      resp3: true,
      modes: ["utf8", "bytes"],
      open: (mode, onReply) => openNodeRedis(nodeRedis, mode === "bytes", onReply),
    },
    {
      name: "ioredis",
      version: versionOf("ioredis"),
      resp3: true,
      modes: ["utf8", "bytes"],
      open: (mode, onReply) =>
        openNodeRedis(
          ioredis,
          true,
          converted(mode, onReply, convertOf(require("ioredis/built/utils/index.js"))),
        ),
    },
    {
      name: "iovalkey",
      version: versionOf("iovalkey"),
      resp3: false,
      modes: ["utf8", "bytes"],
      open: (mode, onReply) =>
        openRedisParser(
          RedisParser,
          true,
          converted(mode, onReply, convertOf(require("iovalkey/built/utils/index.js"))),
        ),
    },
  ];
}

/** `owned`: the chunks are given away, as Node's sockets give theirs; else bytes are copied. */
function openOurs(
  strings: Mode,
  onReply: (reply: unknown) => void,
  owned: boolean,
): (chunk: Buffer) => void {
  const decoder = new Decoder({ onReply, strings });
  return (chunk) => decoder.write(chunk, owned);
}

/** ioredis and iovalkey decode to Buffers, and make strings of them per command. */
function converted(
  mode: Mode,
  onReply: (reply: unknown) => void,
  convert: Convert,
): (reply: unknown) => void {
  return mode === "bytes" ? onReply : (reply) => onReply(convert(reply, "utf8"));
}

function convertOf(utils: unknown): Convert {
  return (utils as { convertBufferToString: Convert }).convertBufferToString;
}

function openRedisParser(
  RedisParser: RedisParserClass,
  returnBuffers: boolean,
  onReply: (reply: unknown) => void,
): (chunk: Buffer) => void {
  const parser = new RedisParser({
    returnBuffers,
    returnReply: onReply,
    returnError: onReply,
    returnFatalError: fail,
  });
  return (chunk) => parser.execute(chunk);
}

function openNodeRedis(
  { Decoder: NodeRedisDecoder, RESP_TYPES }: NodeRedisModule,
  buffers: boolean,
  onReply: (reply: unknown) => void,
): (chunk: Buffer) => void {
  const { SIMPLE_STRING, BLOB_STRING, MAP } = RESP_TYPES;
  const mapping = buffers ? { [SIMPLE_STRING]: Buffer, [BLOB_STRING]: Buffer, [MAP]: Array } : {};
  const decoder = new NodeRedisDecoder({
    onReply,
    onErrorReply: onReply,
    onPush: onReply,
    getTypeMapping: () => mapping,
  });
  return (chunk) => decoder.write(chunk);
}

function fail(error: Error): never {
  throw error;
}

/** The installed version of a package. */
export function versionOf(name: string): string {
  return (require(`${name}/package.json`) as { version: string }).version;
}
