// DUMP and RESTORE, in the format of real servers: what one wrote the other reads.

import { type Answer, bulk, nil, ok } from "../answers.ts";
import { CommandError, parseInt64, syntaxError, word } from "../arguments.ts";
import { toBinary } from "../bytes.ts";
import { argument, type Call, type CommandSpec, firstKey } from "../command.ts";
import type { StoredValue } from "../database.ts";
import { dumpValue, RdbError, rdbVersion, restoredValue } from "../rdb-payload.ts";
import { sizeOf } from "../values.ts";

/** Commands on dumps. */
export const dumpCommands: readonly CommandSpec[] = [
  { name: "dump", arity: 2, reads: firstKey, run: dump },
  { name: "restore", arity: -4, flags: ["write"], run: restore },
];

function dump(call: Call): Answer {
  const entry = call.database.peek(toBinary(argument(call, 0)));
  if (entry === undefined) return nil;
  return bulk(dumpValue(entry.value, rdbVersion(call.core.settings.version)));
}

interface RestoreOptions {
  replace: boolean;
  absolute: boolean;
}

function parseRestoreOptions({ args }: Call): RestoreOptions {
  const options = { replace: false, absolute: false };
  for (let at = 3; at < args.length; at += 1) {
    const name = word(args[at]);
    if (name === "REPLACE") options.replace = true;
    else if (name === "ABSTTL") options.absolute = true;
    else at = skipUsage(args, at);
  }
  return options;
}

/** IDLETIME and FREQ are read and forgotten. */
function skipUsage(args: readonly Uint8Array[], at: number): number {
  const [name, value] = [word(args[at]), args[at + 1]];
  if (value === undefined || (name !== "IDLETIME" && name !== "FREQ")) throw syntaxError();
  const count = parseInt64(value);
  if (name === "IDLETIME" && count < 0n) {
    throw new CommandError("ERR Invalid IDLETIME value, must be >= 0");
  }
  if (name === "FREQ" && (count < 0n || count > 255n)) {
    throw new CommandError("ERR Invalid FREQ value, must be >= 0 and <= 255");
  }
  return at + 1;
}

function restore(call: Call): Answer {
  const { replace, absolute } = parseRestoreOptions(call);
  const key = toBinary(argument(call, 0));
  const isTaken = call.database.find(key) !== undefined;
  if (isTaken && !replace) throw new CommandError("BUSYKEY Target key name already exists.");
  const ttlMs = parseInt64(call.args[1]);
  if (ttlMs < 0n) throw new CommandError("ERR Invalid TTL value, must be >= 0");
  const value = valueIn(call, argument(call, 2));
  const deadlineMs = absolute ? Number(ttlMs) : call.core.now() + Number(ttlMs);
  if (isTaken) call.database.delete(key);
  // A deadline in the past restores nothing.
  if (ttlMs > 0n && deadlineMs < call.core.now()) return ok;
  call.database.set(key, value, ttlMs === 0n ? undefined : deadlineMs);
  return ok;
}

function valueIn({ core }: Call, payload: Uint8Array): StoredValue {
  try {
    const value = restoredValue(payload, rdbVersion(core.settings.version));
    if (value === undefined) {
      throw new CommandError("ERR DUMP payload version or checksum are wrong");
    }
    if (value.type === "string" || sizeOf(value) > 0) return value;
  } catch (error) {
    if (!(error instanceof RdbError)) throw error;
  }
  throw new CommandError("ERR Bad data format");
}
