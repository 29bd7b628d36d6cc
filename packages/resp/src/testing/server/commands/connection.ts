// PING, AUTH, HELLO and what else belongs to the connection itself.
// Reading AUTH and HELLO here is how a client's handshake is tested.

import { type Answer, array, bulk, integer, map, ok, simple } from "../answers.ts";
import { CommandError, parseCount, syntaxError, word } from "../arguments.ts";
import { decodeUtf8 } from "../../../base/index.ts";
import { toBinary } from "../bytes.ts";
import { argument, type Call, type CommandSpec } from "../command.ts";
import type { ServerCore } from "../core.ts";
import type { Session, SessionState } from "../session.ts";
import { compareVersions } from "../versions.ts";
import { checkedName } from "./names.ts";

/** Commands on the connection. */
export const connectionCommands: readonly CommandSpec[] = [
  { name: "ping", arity: -1, flags: ["subscriber"], run: ping },
  { name: "echo", arity: 2, run: (call) => bulk(argument(call, 0)) },
  { name: "auth", arity: -2, flags: ["no-auth", "no-script"], run: auth },
  { name: "hello", arity: -1, since: "6.0.0", flags: ["no-auth", "no-script"], run: hello },
  { name: "select", arity: 2, run: select },
  {
    name: "quit",
    arity: -1,
    flags: ["no-auth", "subscriber", "in-multi", "no-script"],
    run: quit,
  },
  {
    name: "reset",
    arity: 1,
    since: "6.2.0",
    flags: ["no-auth", "subscriber", "in-multi", "no-script"],
    run: reset,
  },
];

/** What a new connection begins with. */
export function initialState({ access }: ServerCore): SessionState {
  return {
    protocol: 2,
    databaseIndex: 0,
    name: "",
    user: access.letsEverybodyIn ? "default" : undefined,
    transaction: undefined,
    replies: "on",
    noEvict: false,
    tracking: undefined,
  };
}

/** A RESP2 subscriber hears an array, since it waits for arrays only. */
function ping({ args, session }: Call): Answer {
  const [message] = args;
  if (args.length > 1) throw new CommandError("ERR wrong number of arguments for 'ping' command");
  if (session.subscribed && session.state.protocol === 2) {
    return array([bulk("pong"), bulk(message ?? "")]);
  }
  return message === undefined ? simple("PONG") : bulk(message);
}

function auth(call: Call): Answer {
  const { args, core, session } = call;
  if (args.length > 2) throw syntaxError();
  const [first = "", second] = args.map(toBinary);
  const isOld = compareVersions(core.settings.version, "6.0.0") < 0;
  if (second === undefined && core.access.find("default")?.nopass === true) {
    if (isOld) throw new CommandError("ERR Client sent AUTH, but no password is set");
    throw new CommandError(
      "ERR AUTH <password> called without any password configured for the default user. " +
        "Are you sure your configuration is correct?",
    );
  }
  if (isOld && core.access.find("default")?.accepts(first) !== true) {
    session.state.user = undefined;
    throw new CommandError("ERR invalid password");
  }
  if (second === undefined) authenticate(core, session, ["default", first]);
  else authenticate(core, session, [first, second]);
  return ok;
}

function authenticate(
  core: ServerCore,
  session: Session,
  [name, password]: readonly [string, string],
): void {
  if (core.access.find(name)?.accepts(password) !== true) {
    throw new CommandError("WRONGPASS invalid username-password pair or user is disabled.");
  }
  session.state.user = name;
}

interface HelloOptions {
  protocol: number | undefined;
  credentials: readonly [string, string] | undefined;
  name: string | undefined;
}

function hello({ args, core, session }: Call): Answer {
  const { protocol, credentials, name } = parseHello(args);
  if (credentials !== undefined) authenticate(core, session, credentials);
  if (session.state.user === undefined) {
    const isOld = compareVersions(core.settings.version, "7.2.0") < 0;
    throw new CommandError(
      "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO " +
        `${isOld ? "" : "<proto> "}AUTH <user> <pass> option can be used to authenticate the ` +
        "client and select the RESP protocol version at the same time",
    );
  }
  if (name !== undefined) session.state.name = name;
  if (protocol === 2 || protocol === 3) session.state.protocol = protocol;
  return map([
    [bulk("server"), bulk(core.settings.product)],
    [bulk("version"), bulk(core.settings.version)],
    [bulk("proto"), integer(session.state.protocol)],
    [bulk("id"), integer(session.id)],
    [bulk("mode"), bulk("standalone")],
    [bulk("role"), bulk("master")],
    [bulk("modules"), array([])],
  ]);
}

function parseHello(args: readonly Uint8Array[]): HelloOptions {
  const options: HelloOptions = { protocol: undefined, credentials: undefined, name: undefined };
  if (args.length === 0) return options;
  options.protocol = parseCount(args[0], "ERR Protocol version is not an integer or out of range");
  if (options.protocol !== 2 && options.protocol !== 3) {
    throw new CommandError("NOPROTO unsupported protocol version");
  }
  for (let at = 1; at < args.length; at += 1) {
    const [option, first, second] = args.slice(at, at + 3);
    if (word(option) === "AUTH" && first !== undefined && second !== undefined) {
      options.credentials = [toBinary(first), toBinary(second)];
      at += 2;
    } else if (word(option) === "SETNAME" && first !== undefined) {
      options.name = checkedName(first);
      at += 1;
    } else {
      const given = decodeUtf8(option ?? new Uint8Array());
      throw new CommandError(`ERR Syntax error in HELLO option '${given}'`);
    }
  }
  return options;
}

function select(call: Call): Answer {
  const index = parseCount(call.args[0]);
  if (call.core.databases[index] === undefined) {
    throw new CommandError("ERR DB index is out of range");
  }
  call.session.state.databaseIndex = index;
  return ok;
}

function quit({ session }: Call): Answer {
  session.closing = true;
  return ok;
}

function reset({ core, session }: Call): Answer {
  core.pubsub.forget(session);
  core.tracking.disable(session);
  core.unwatch(session);
  core.monitors.delete(session);
  session.state = initialState(core);
  return simple("RESET");
}
