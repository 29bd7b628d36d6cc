// ACL: users by command. What a rule means is in ../acl; here are the subcommands and their words.

import { type Answer, array, binaryBulk, bulk, integer, map, nil, ok, set } from "../answers.ts";
import { CommandError, wrongArity } from "../arguments.ts";
import { decodeUtf8 } from "../../../base/index.ts";
import { fromBinary, toBinary } from "../bytes.ts";
import { type AclSelector, RuleError } from "../acl/acl-selector.ts";
import type { AclUser } from "../acl/acl-user.ts";
import { argument, type Call, type CommandSpec } from "../command.ts";
import { compareVersions } from "../versions.ts";

const since = "6.0.0";

/** ACL's subcommands. */
export const aclCommands: readonly CommandSpec[] = [
  { name: "acl|whoami", arity: 2, since, flags: ["no-script"], run: whoami },
  { name: "acl|users", arity: 2, since, flags: ["no-script"], run: users },
  { name: "acl|setuser", arity: -3, since, flags: ["no-script"], run: setUser },
  { name: "acl|getuser", arity: 3, since, flags: ["no-script"], run: getUser },
  { name: "acl|deluser", arity: -3, since, flags: ["no-script"], run: deleteUsers },
  { name: "acl|list", arity: 2, since, flags: ["no-script"], run: list },
  { name: "acl|cat", arity: -2, since, flags: ["no-script"], run: cat },
  { name: "acl|dryrun", arity: -4, since: "7.0.0", flags: ["no-script"], run: dryRun },
];

function whoami({ session }: Call): Answer {
  return bulk(session.state.user ?? "default");
}

function users({ core }: Call): Answer {
  return array(core.access.names.map((name) => bulk(name)));
}

function setUser({ args, core }: Call): Answer {
  const [name = "", ...rules] = args.map(toBinary);
  try {
    core.access.change(name, mergedSelectors(rules));
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    throw new CommandError(`ERR ${error.message}`);
  }
  return ok;
}

/** A selector in parentheses may have come as several words. */
function mergedSelectors(rules: readonly string[]): readonly string[] {
  const merged: string[] = [];
  let open: string | undefined;
  for (const rule of rules) {
    const whole = open === undefined ? rule : `${open} ${rule}`;
    open = whole.startsWith("(") && !whole.endsWith(")") ? whole : undefined;
    if (open === undefined) merged.push(whole);
  }
  if (open === undefined) return merged;
  throw new RuleError(`Unmatched parenthesis in acl selector starting at '${open.split(" ")[0]}'.`);
}

function getUser(call: Call): Answer {
  const user = call.core.access.find(toBinary(argument(call, 0)));
  if (user === undefined) return nil;
  const [own, ...others] = user.selectors;
  const isOld = compareVersions(call.core.settings.version, "7.0.0") < 0;
  return map([
    [bulk("flags"), set(flagsOf(user, isOld).map((flag) => bulk(flag)))],
    [bulk("passwords"), array(user.passwords.map((digest) => bulk(digest)))],
    ...(isOld ? oldPermissions(own) : permissions(own)),
    ...(isOld
      ? []
      : [[bulk("selectors"), array(others.map((one) => map(permissions(one))))] as const]),
  ]);
}

/** Servers before 7.0 told by flags what was allowed as a whole. */
function flagsOf(user: AclUser, isOld: boolean): readonly string[] {
  if (!isOld) return user.flags;
  const [first = "", ...others] = user.flags.filter((flag) => !flag.endsWith("-payload"));
  const { keys, channels, commands } = user.selectors[0];
  return [
    first,
    ...(keys === "~*" ? ["allkeys"] : []),
    ...(channels === "&*" ? ["allchannels"] : []),
    ...(commands === "+@all" ? ["allcommands"] : []),
    ...others,
  ];
}

type Pairs = readonly (readonly [Answer, Answer])[];

function permissions({ commands, keys, channels }: AclSelector): Pairs {
  return [
    [bulk("commands"), bulk(fromBinary(commands))],
    [bulk("keys"), bulk(fromBinary(keys))],
    [bulk("channels"), bulk(fromBinary(channels))],
  ];
}

function oldPermissions({ commands, keys, channels }: AclSelector): Pairs {
  const items = (text: string): Answer =>
    array(text.split(" ").flatMap((one) => (one === "" ? [] : [binaryBulk(one.slice(1))])));
  return [
    [bulk("commands"), bulk(fromBinary(commands))],
    [bulk("keys"), items(keys)],
    [bulk("channels"), items(channels)],
  ];
}

function deleteUsers({ args, core, session }: Call): Answer {
  const names = args.map(toBinary);
  if (names.includes("default")) {
    throw new CommandError("ERR The 'default' user cannot be removed");
  }
  const deleted = names.filter((name) => core.access.delete(name));
  for (const other of core.sessions.values()) {
    if (!deleted.includes(other.state.user ?? "")) continue;
    if (other === session) other.closing = true;
    else other.end();
  }
  return integer(deleted.length);
}

function list({ core }: Call): Answer {
  return array(
    core.access.names.flatMap((name) => {
      const user = core.access.find(name);
      return user === undefined ? [] : [binaryBulk(described(user))];
    }),
  );
}

function described(user: AclUser): string {
  const [own, ...others] = user.selectors;
  return [
    "user",
    user.name,
    ...user.flags,
    ...user.passwords.map((digest) => `#${digest}`),
    describedSelector(own),
    ...others.map((one) => `(${describedSelector(one)})`),
  ].join(" ");
}

function describedSelector({ keys, channels, commands }: AclSelector): string {
  const listened = channels === "&*" ? channels : `resetchannels ${channels}`.trim();
  return [keys, listened, commands].filter((part) => part !== "").join(" ");
}

function cat({ args, core }: Call): Answer {
  const { catalogue } = core.access;
  if (args.length > 1) throw new CommandError(`ERR ${wrongCatArity}`);
  const [category] = args.map(decodeUtf8);
  if (category === undefined) return array(catalogue.categories.map((one) => bulk(one)));
  const name = category.toLowerCase();
  if (!catalogue.categories.includes(name)) {
    throw new CommandError(`ERR Unknown category '${category}'`);
  }
  return array(catalogue.commandsIn(name).map((one) => bulk(one)));
}

const wrongCatArity = "unknown subcommand or wrong number of arguments for 'CAT'. Try ACL HELP.";

function dryRun(call: Call): Answer {
  const { core } = call;
  const name = toBinary(argument(call, 0));
  if (core.access.find(name) === undefined) {
    throw new CommandError(`ERR User '${decodeUtf8(argument(call, 0))}' not found`);
  }
  const words = call.args.slice(1);
  const spec = core.lookUp(words);
  const command = spec?.name ?? core.access.catalogue.nameOf(words);
  if (command === undefined) {
    throw new CommandError(`ERR Command '${decodeUtf8(argument(call, 1))}' not found`);
  }
  const arity = spec?.arity ?? -1;
  const enough = arity < 0 ? words.length >= -arity : words.length === arity;
  if (!enough) throw wrongArity(command);
  const refusal = core.access.refusal(name, command, words);
  if (refusal === undefined) return ok;
  return bulk(fromBinary(core.access.dryWording(name, command, refusal)));
}
