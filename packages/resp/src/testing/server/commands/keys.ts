// Commands on keys of any type: DEL, EXISTS, TYPE, KEYS, SCAN and the like.
// SCAN walks in the order in which keys came, so it can promise each key once.

import { type Answer, array, binaryBulk, bulk, integer, nil, ok, simple } from "../answers.ts";
import { CommandError, parseCount, syntaxError, word } from "../arguments.ts";
import { toBinary } from "../bytes.ts";
import { argument, type Call, type CommandSpec, firstKey } from "../command.ts";
import { copyOf, type Database, type Entry } from "../database.ts";
import { matchesGlob } from "../glob.ts";
import { parseCursor, parseScanOptions } from "../member-scan.ts";
import { isValkey } from "../versions.ts";

/** Commands on keys of any type. */
export const keyCommands: readonly CommandSpec[] = [
  { name: "del", arity: -2, flags: ["write"], run: del },
  { name: "unlink", arity: -2, flags: ["write"], run: del },
  { name: "exists", arity: -2, reads: (args) => args, run: exists },
  { name: "touch", arity: -2, reads: (args) => args, run: exists },
  { name: "type", arity: 2, reads: firstKey, run: typeOf },
  { name: "rename", arity: 3, flags: ["write"], run: rename },
  { name: "renamenx", arity: 3, flags: ["write"], run: renamenx },
  { name: "copy", arity: -3, since: "6.2.0", flags: ["write"], run: copy },
  { name: "move", arity: 3, flags: ["write"], run: move },
  { name: "swapdb", arity: 3, flags: ["write"], run: swapdb },
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

const storable = new Set(["string", "list", "set", "zset", "hash", "stream"]);

/** What a scan of a key that isn't there answers. */
export const emptyPage: Answer = array([bulk("0"), array([])]);

function scan(call: Call): Answer {
  const cursor = parseCursor(call.args[0]);
  const options = parseScanOptions(call.args.slice(1), { ofKeys: true });
  const { database } = call;
  const { type } = options;
  if (type !== undefined && !storable.has(type) && isValkey(call.core.settings)) {
    throw new CommandError(`ERR unknown type name '${type}'`);
  }
  const page = database.scan(cursor, options.count);
  const found = page.keys.filter(
    (key) =>
      matchesGlob(options.pattern, key) &&
      (options.type === undefined || database.find(key)?.value.type === options.type),
  );
  return array([bulk(String(page.cursor)), array(found.map(binaryBulk))]);
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

/** The entry of RENAME's first key. */
function source(call: Call): Entry {
  const entry = call.database.find(toBinary(argument(call, 0)));
  if (entry === undefined) throw new CommandError("ERR no such key");
  return entry;
}

function rename(call: Call): Answer {
  const [from = "", to = ""] = call.args.map(toBinary);
  const { value, expiresAtMs } = source(call);
  if (from === to) return ok;
  call.database.set(to, value, expiresAtMs);
  call.database.delete(from);
  return ok;
}

function renamenx(call: Call): Answer {
  source(call);
  if (call.database.find(toBinary(argument(call, 1))) !== undefined) return integer(0);
  rename(call);
  return integer(1);
}

function databaseAt(call: Call, index: Uint8Array | undefined): Database {
  const database = call.core.databases[parseCount(index)];
  if (database === undefined) throw new CommandError("ERR DB index is out of range");
  return database;
}

const sameObjects = "ERR source and destination objects are the same";

function copy(call: Call): Answer {
  const [from = "", to = ""] = call.args.map(toBinary);
  let target = call.database;
  let replace = false;
  for (let at = 2; at < call.args.length; at += 1) {
    const option = word(call.args[at]);
    if (option === "REPLACE") {
      replace = true;
    } else if (option === "DB" && at + 1 < call.args.length) {
      at += 1;
      target = databaseAt(call, call.args[at]);
    } else {
      throw syntaxError();
    }
  }
  if (target === call.database && from === to) throw new CommandError(sameObjects);
  const entry = call.database.find(from);
  if (entry === undefined || (!replace && target.find(to) !== undefined)) return integer(0);
  target.set(to, copyOf(entry.value), entry.expiresAtMs);
  return integer(1);
}

function move(call: Call): Answer {
  const key = toBinary(argument(call, 0));
  const target = databaseAt(call, call.args[1]);
  if (target === call.database) throw new CommandError(sameObjects);
  const entry = call.database.find(key);
  if (entry === undefined || target.find(key) !== undefined) return integer(0);
  target.set(key, entry.value, entry.expiresAtMs);
  call.database.delete(key);
  return integer(1);
}

function swapdb(call: Call): Answer {
  const first = parseCount(call.args[0], "ERR invalid first DB index");
  const second = parseCount(call.args[1], "ERR invalid second DB index");
  const [one, other] = [call.core.databases[first], call.core.databases[second]];
  if (one === undefined || other === undefined) {
    throw new CommandError("ERR DB index is out of range");
  }
  if (one !== other) one.swapWith(other);
  return ok;
}
