// MULTI, EXEC, DISCARD, WATCH, UNWATCH.
// A WATCH is broken by the change itself, so that EXEC has only to look at a mark.

import { type Answer, array, nilArray, ok } from "../answers.ts";
import { CommandError } from "../arguments.ts";
import { toBinary } from "../bytes.ts";
import type { Call, CommandSpec } from "../command.ts";

/** Commands of transactions. */
export const transactionCommands: readonly CommandSpec[] = [
  { name: "multi", arity: 1, flags: ["in-multi", "no-script"], run: multi },
  { name: "exec", arity: 1, flags: ["in-multi", "no-script"], run: exec },
  { name: "discard", arity: 1, flags: ["in-multi", "no-script"], run: discard },
  { name: "watch", arity: -2, flags: ["in-multi", "no-script"], run: watch },
  { name: "unwatch", arity: 1, flags: ["no-script"], run: unwatch },
];

function multi({ session }: Call): Answer {
  if (session.state.transaction !== undefined) {
    throw new CommandError("ERR MULTI calls can not be nested");
  }
  session.state.transaction = { commands: [], broken: false };
  return ok;
}

function exec(call: Call): Answer {
  const { core, session } = call;
  const { transaction } = session.state;
  if (transaction === undefined) throw new CommandError("ERR EXEC without MULTI");
  const { watchBroken } = session;
  session.state.transaction = undefined;
  core.unwatch(session);
  if (transaction.broken) {
    throw new CommandError("EXECABORT Transaction discarded because of previous errors.");
  }
  if (watchBroken) return nilArray(session.state.protocol);
  // Commands with several answers are refused between MULTI and EXEC.
  return array(transaction.commands.flatMap((words) => call.run(words) ?? []));
}

function discard({ core, session }: Call): Answer {
  if (session.state.transaction === undefined) {
    throw new CommandError("ERR DISCARD without MULTI");
  }
  session.state.transaction = undefined;
  core.unwatch(session);
  return ok;
}

function watch({ args, core, database, session }: Call): Answer {
  if (session.state.transaction !== undefined) {
    throw new CommandError("ERR WATCH inside MULTI is not allowed");
  }
  core.watchers.add(session);
  for (const key of args) {
    // What has expired already must not break the transaction when it is cleared away.
    database.find(toBinary(key));
    session.watched.add(`${database.index}:${toBinary(key)}`);
  }
  return ok;
}

function unwatch({ core, session }: Call): Answer {
  core.unwatch(session);
  return ok;
}
