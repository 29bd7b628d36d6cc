// Parsers of other libraries as oracles. They hand values over and say nothing of being in the middle of
// one, so "accepted" stands for valid and incomplete alike.

import { createRequire } from "node:module";
import { Decoder, ProtocolError } from "@respite/resp/codec";
import { Decoder as NodeRedisDecoder } from "@redis/client/dist/lib/RESP/decoder.js";
import { Decoder as IoredisDecoder } from "ioredis/built/resp/decoder.js";
import RedisParser from "redis-parser";

const require = createRequire(import.meta.url);

/** The version of an installed package. */
function versionOf(name) {
  return require(`${name}/package.json`).version;
}

/** Every parser: its name, `protocol: 2` if it knows no other, and what it makes of chunks: `{ verdict, values, reason }`. */
export const peers = [
  { name: "@respite/resp", read: ours },
  { name: `redis-parser ${versionOf("redis-parser")}`, protocol: 2, read: redisParser },
  {
    name: `@redis/client ${versionOf("@redis/client")}`,
    read: (chunks) => decoderClass(NodeRedisDecoder, chunks),
  },
  {
    name: `ioredis ${versionOf("ioredis")}`,
    read: (chunks) => decoderClass(IoredisDecoder, chunks),
  },
];

function ours(chunks) {
  const values = [];
  const add = (value) => values.push(value);
  const decoder = new Decoder({ onReply: add, onPush: add });
  return guarded(values, () => {
    for (const chunk of chunks) decoder.write(chunk);
  });
}

function redisParser(chunks) {
  const values = [];
  const add = (value) => values.push(value);
  let fatal;
  const parser = new RedisParser({
    returnReply: add,
    returnError: add,
    returnFatalError: (error) => (fatal ??= error),
  });
  const result = guarded(values, () => {
    for (const chunk of chunks) if (fatal === undefined) parser.execute(Buffer.from(chunk));
  });
  return fatal === undefined ? result : { verdict: "refused", values, reason: fatal.message };
}

function decoderClass(Class, chunks) {
  const values = [];
  const add = (value) => values.push(value);
  const decoder = new Class({
    onReply: add,
    onErrorReply: add,
    onPush: add,
    getTypeMapping: () => ({}),
  });
  return guarded(values, () => {
    for (const chunk of chunks) decoder.write(Buffer.from(chunk));
  });
}

/** A thrown error is a refusal, unless it is one of the engine's own: the parser did not mean to. */
function guarded(values, run) {
  try {
    run();
    return { verdict: "accepted", values };
  } catch (error) {
    const meant =
      error instanceof ProtocolError ||
      !(error instanceof RangeError || error instanceof TypeError || error instanceof SyntaxError);
    return { verdict: meant ? "refused" : "crashed", values, reason: error.message };
  }
}
