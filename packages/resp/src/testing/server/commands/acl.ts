// ACL: what a client may ask about itself. Users are made by the server's options and not by commands.

import { type Answer, array, bulk } from "../answers.ts";
import type { Call, CommandSpec } from "../command.ts";

/** ACL's subcommands. */
export const aclCommands: readonly CommandSpec[] = [
  { name: "acl|whoami", arity: 2, since: "6.0.0", flags: ["no-script"], run: whoami },
  { name: "acl|users", arity: 2, since: "6.0.0", flags: ["no-script"], run: users },
];

function whoami({ session }: Call): Answer {
  return bulk(session.state.user ?? "default");
}

function users({ core }: Call): Answer {
  return array([...core.settings.users.keys()].toSorted().map(bulk));
}
