// MONITOR: every command of every client, one line each. Being a monitor is a state of the session;
// which commands are told and how is said in ../monitors.ts.

import { ok } from "../answers.ts";
import { CommandError } from "../arguments.ts";
import type { CommandSpec } from "../command.ts";

/** MONITOR. */
export const monitorCommands: readonly CommandSpec[] = [
  {
    name: "monitor",
    arity: 1,
    flags: ["no-script"],
    run: ({ core, session, mayBlock }) => {
      if (!mayBlock) throw new CommandError("ERR MONITOR isn't allowed for DENY BLOCKING client");
      core.monitors.add(session);
      return ok;
    },
  },
];
