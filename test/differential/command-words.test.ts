// Every command's words against those of @redis/client, asked live for equivalent inputs: either both say
// the same, or the difference stands below with its reason.

import { createRequire } from "node:module";
import type { Command, CommandArgument } from "@respite/resp";
import { describe, expect, it } from "vitest";
import { calls, unrun } from "./calls/index.ts";

/** Equivalent inputs whose words differ, and why that is as it should be. */
const differences: Readonly<Record<string, string>> = {
  "SET k w NX PX 1500": "the server's own order of options; @redis/client puts NX last",
  "LPOS l b RANK -1 COUNT 0 MAXLEN 9": "the server's own order of options",
  "ZRANGEBYSCORE z -inf +inf WITHSCORES LIMIT 0 1": "the server's own order of options",
  "CLIENT TRACKING ON PREFIX a PREFIX b BCAST NOLOOP": "the server's own order of options",
  "XGROUP SETID x grp 0 ENTRIESREAD 2": "@redis/client does not know ENTRIESREAD",
  "RESTORE-ASKING k 0 x": "@redis/client sends no arguments, which no server accepts",
};

interface Parser {
  readonly redisArgs: readonly (string | Uint8Array)[];
}
type PeerCommand = { parseCommand(parser: Parser, ...args: unknown[]): void };

const require = createRequire(import.meta.url);
const { BasicCommandParser } = require("@redis/client/dist/lib/client/parser") as {
  BasicCommandParser: new () => Parser;
};
const { default: peers } = require("@redis/client/dist/lib/commands") as {
  default: Record<string, PeerCommand | undefined>;
};

const all = [
  ...Object.values(calls).flat(),
  ...unrun.map(({ command, peer }) => ({ command, peer })),
].flatMap(({ command, peer }) => (typeof command === "function" ? [] : [{ command, peer }]));

function wordsOf({ args }: Command<unknown>): string[] {
  return args.map(textOf);
}

function textOf(argument: CommandArgument): string {
  if (argument === Infinity) return "inf";
  if (argument === -Infinity) return "-inf";
  return ArrayBuffer.isView(argument) ? new TextDecoder().decode(argument) : String(argument);
}

function peerWords([name, ...args]: readonly [string, ...unknown[]]): string[] {
  const parser = new BasicCommandParser();
  const peer = peers[name];
  if (peer === undefined) throw new Error(`@redis/client has no ${name}.`);
  peer.parseCommand(parser, ...args);
  return parser.redisArgs.map((word) => textOf(word));
}

/** `CONFIG_GET`, `CONFIG GET` and `configGet` alike. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]/g, "");
}

describe("the words of a command are @redis/client's", () => {
  const compared = all.filter(({ peer }) => peer !== undefined);

  it.each(
    compared.map(({ command, peer }) => [wordsOf(command).join(" "), command, peer] as const),
  )("%s", (words, command, peer) => {
    const theirs = peerWords(peer ?? ["PING"]);
    const key = differences[words];
    if (key === undefined) expect(wordsOf(command)).toEqual(theirs);
    else expect(wordsOf(command)).not.toEqual(theirs);
  });
});

it("compares every command that @redis/client has under the same name", () => {
  const names = new Set(
    all.flatMap(({ command }) => {
      const [first = "", second = ""] = wordsOf(command);
      return [plain(first), plain(first + second)];
    }),
  );
  const compared = new Set(all.map(({ peer }) => plain(peer?.[0] ?? "")));
  const left = Object.keys(peers).filter(
    (name) => names.has(plain(name)) && !compared.has(plain(name)),
  );
  expect(left).toEqual([]);
});
