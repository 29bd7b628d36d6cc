// Commands on keys of any type: DEL, EXISTS, TYPE, KEYS, SCAN and the like.
// SCAN walks in the order in which keys came, so it can promise each key once.

import { type Answer, array, binaryBulk, bulk, integer, nil, ok, simple } from "../answers.ts";
import { CommandError, parseInt64, syntaxError, word } from "../arguments.ts";
import { toBinary } from "../bytes.ts";
import { argument, type Call, type CommandSpec, firstKey } from "../command.ts";
import type { Database } from "../database.ts";
import { matchesGlob } from "../glob.ts";

/** Commands on keys of any type. */
export const keyCommands: readonly CommandSpec[] = [
  { name: "del", arity: -2, flags: ["write"], run: del },
  { name: "unlink", arity: -2, flags: ["write"], run: del },
  { name: "exists", arity: -2, reads: (args) => args, run: exists },
  { name: "touch", arity: -2, reads: (args) => args, run: exists },
  { name: "type", arity: 2, reads: firstKey, run: typeOf },
  { name: "keys", arity: 2, run: keys },
  { name: "scan", arity: -2, run: scan },
  { name: "randomkey", arity: 1, run: randomKey },
  { name: "dbsize", arity: 1, run: ({ database }) => integer(database.size) },
  { name: "flushdb", arity: -1, flags: ["write"], run: (call) => flush(call, [call.database]) },
  {
    name: "flushall",
    arity: -1,
    flags: ["write"],
    run: (call) => flush(call, call.core.databases),
  },
];

function del({ args, database }: Call): Answer {
  const existing = args.map(toBinary).filter((key) => {
    database.find(key);
    return database.delete(key);
  });
  return integer(existing.length);
}

function exists({ args, database }: Call): Answer {
  return integer(args.filter((key) => database.find(toBinary(key)) !== undefined).length);
}

function typeOf(call: Call): Answer {
  return simple(call.database.find(toBinary(argument(call, 0)))?.value.type ?? "none");
}

function keys(call: Call): Answer {
  const pattern = toBinary(argument(call, 0));
  return array(
    call.database
      .keys()
      .filter((key) => matchesGlob(pattern, key))
      .map(binaryBulk),
  );
}

interface ScanOptions {
  pattern: string;
  count: number;
  type: string | undefined;
}

function scan(call: Call): Answer {
  const given = toBinary(argument(call, 0));
  if (!/^[0-9]{1,20}$/.test(given)) throw new CommandError("ERR invalid cursor");
  const options = parseScanOptions(call);
  const { database } = call;
  const page = database.scan(Number(given), options.count);
  const found = page.keys.filter(
    (key) =>
      matchesGlob(options.pattern, key) &&
      (options.type === undefined || database.find(key)?.value.type === options.type),
  );
  return array([bulk(String(page.cursor)), array(found.map(binaryBulk))]);
}

function parseScanOptions(call: Call): ScanOptions {
  const options: ScanOptions = { pattern: "*", count: 10, type: undefined };
  for (let at = 1; at < call.args.length; at += 2) {
    const value = call.args[at + 1];
    if (value === undefined) throw syntaxError();
    switch (word(call.args[at])) {
      case "MATCH":
        options.pattern = toBinary(value);
        break;
      case "COUNT":
        options.count = Number(parseInt64(value));
        if (options.count < 1) throw syntaxError();
        break;
      case "TYPE":
        options.type = toBinary(value).toLowerCase();
        break;
      default:
        throw syntaxError();
    }
  }
  return options;
}

function randomKey({ core, database }: Call): Answer {
  const key = database.randomKey(() => core.environment.random());
  return key === undefined ? nil : binaryBulk(key);
}

function flush(call: Call, databases: readonly Database[]): Answer {
  const mode = word(call.args[0]);
  if (call.args.length > 1 || !["", "ASYNC", "SYNC"].includes(mode)) throw syntaxError();
  call.core.flush(databases);
  return ok;
}
