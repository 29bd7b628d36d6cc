// FUNCTION and FCALL: libraries whose functions have handlers in JavaScript.

import { type Answer, array, bulk, map, nil, ok, set, simple } from "../answers.ts";
import { CommandError, parseCount, word } from "../arguments.ts";
import { decodeUtf8 } from "../../../base/index.ts";
import { argument, type Call, type CommandSpec } from "../command.ts";
import type { LoadedLibrary } from "../functions.ts";
import { matchesGlob } from "../glob.ts";
import { toBinary } from "../bytes.ts";
import { runHandler } from "./scripts.ts";

const since = "7.0.0";

/** Commands of functions. */
export const functionCommands: readonly CommandSpec[] = [
  { name: "fcall", arity: -3, since, flags: ["write", "no-script"], run: (call) => fcall(call) },
  { name: "fcall_ro", arity: -3, since, flags: ["no-script"], run: (call) => fcall(call, true) },
  { name: "function|load", arity: -3, since, flags: ["write", "no-script"], run: load },
  { name: "function|delete", arity: 3, since, flags: ["write", "no-script"], run: remove },
  { name: "function|flush", arity: -2, since, flags: ["write", "no-script"], run: flush },
  { name: "function|list", arity: -2, since, flags: ["no-script"], run: list },
];

function fcall(call: Call, readOnly = false): Answer {
  const found = call.core.functions.find(decodeUtf8(argument(call, 0)));
  if (found === undefined) throw new CommandError("ERR Function not found");
  parseCount(call.args[1], "ERR Bad number of keys provided");
  return runHandler(call, found.run, () => {
    if (!readOnly || found.flags?.includes("no-writes") === true) return;
    throw new CommandError("ERR Can not execute a script with write flag using *_ro command.");
  });
}

function load(call: Call): Answer {
  const options = call.args.slice(0, -1).map(word);
  const unknown = options.findIndex((option) => option !== "REPLACE");
  if (unknown !== -1) {
    throw new CommandError(`ERR Unknown option given: ${decodeUtf8(argument(call, unknown))}`);
  }
  const source = argument(call, call.args.length - 1);
  return bulk(call.core.functions.load(source, options.length > 0));
}

function remove(call: Call): Answer {
  if (call.core.functions.delete(decodeUtf8(argument(call, 0)))) return ok;
  throw new CommandError("ERR Library not found");
}

function flush({ args, core }: Call): Answer {
  if (args.length > 1 || !["", "ASYNC", "SYNC"].includes(word(args[0]))) {
    throw new CommandError("ERR FUNCTION FLUSH only supports SYNC|ASYNC option");
  }
  core.functions.flush();
  return ok;
}

function list({ args, core }: Call): Answer {
  let pattern: string | undefined;
  let withCode = false;
  for (let at = 0; at < args.length; at += 1) {
    const name = word(args[at]);
    if (name === "WITHCODE" && !withCode) {
      withCode = true;
    } else if (name === "LIBRARYNAME" && pattern === undefined) {
      at += 1;
      const given = args[at];
      if (given === undefined) throw new CommandError("ERR library name argument was not given");
      pattern = toBinary(given);
    } else {
      throw new CommandError(`ERR Unknown argument ${decodeUtf8(args[at] ?? new Uint8Array())}`);
    }
  }
  const chosen = core.functions.libraries.filter(
    ({ name }) => pattern === undefined || matchesGlob(pattern, name),
  );
  return array(chosen.map((library) => described(library, withCode)));
}

function described({ name, source, functions }: LoadedLibrary, withCode: boolean): Answer {
  const shown = [...functions].map(([one, { flags = [] }]) =>
    map([
      [bulk("name"), bulk(one)],
      [bulk("description"), nil],
      [bulk("flags"), set(flags.map((flag) => simple(flag)))],
    ]),
  );
  return map([
    [bulk("library_name"), bulk(name)],
    [bulk("engine"), bulk("LUA")],
    [bulk("functions"), array(shown)],
    ...(withCode ? [[bulk("library_code"), bulk(source)] as const] : []),
  ]);
}
