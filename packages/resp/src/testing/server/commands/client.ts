// CLIENT: who is connected, naming, killing, pausing. Tracking has a file of its own.
// PAUSE only sets the time; holding back is the executor's.

import { type Answer, bulk, errorAnswer, integer, nil, ok, verbatim } from "../answers.ts";
import { CommandError, parseCount, syntaxError, word } from "../arguments.ts";
import { decodeUtf8 } from "../../../base/index.ts";
import { argument, type Call, type CommandSpec } from "../command.ts";
import type { ServerCore } from "../core.ts";
import type { Session } from "../session.ts";
import { checkedName } from "./names.ts";
import { compareVersions } from "../versions.ts";

/** CLIENT's subcommands, tracking excepted. */
export const clientCommands: readonly CommandSpec[] = [
  { name: "client|id", arity: 2, since: "5.0.0", run: ({ session }) => integer(session.id) },
  { name: "client|setname", arity: 3, run: setName },
  {
    name: "client|getname",
    arity: 2,
    run: ({ session }) => (session.state.name === "" ? nil : bulk(session.state.name)),
  },
  { name: "client|setinfo", arity: 4, since: "7.2.0", run: setInfo },
  { name: "client|list", arity: -2, run: list },
  {
    name: "client|info",
    arity: 2,
    since: "6.2.0",
    run: ({ core, session }) => verbatim(`${describe(core, session)}\n`),
  },
  { name: "client|kill", arity: -3, run: kill },
  { name: "client|pause", arity: -3, run: pause },
  { name: "client|unpause", arity: 2, since: "6.2.0", run: unpause },
  { name: "client|unblock", arity: -3, since: "5.0.0", run: unblock },
  { name: "client|no-touch", arity: 3, since: "7.2.0", run: noTouch },
  { name: "client|no-evict", arity: 3, since: "7.0.0", run: noEvict },
  { name: "client|reply", arity: 3, run: reply },
];

function setName(call: Call): Answer {
  call.session.state.name = checkedName(argument(call, 0));
  return ok;
}

function setInfo(call: Call): Answer {
  const attribute = decodeUtf8(argument(call, 0)).toLowerCase();
  if (attribute !== "lib-name" && attribute !== "lib-ver") {
    throw new CommandError(`ERR Unrecognized option '${decodeUtf8(argument(call, 0))}'`);
  }
  const value = checkedName(argument(call, 1), attribute);
  const { library } = call.session;
  call.session.library =
    attribute === "lib-name" ? { ...library, name: value } : { ...library, version: value };
  return ok;
}

function list(call: Call): Answer {
  const [option, ...values] = call.args;
  let sessions = [...call.core.sessions.values()];
  if (word(option) === "ID" && values.length > 0) {
    const ids = new Set(values.map((id) => parseCount(id, "ERR Invalid client ID")));
    sessions = sessions.filter(({ id }) => ids.has(id));
  } else if (word(option) === "TYPE" && values.length === 1) {
    const type = typeNamed(values[0] ?? new Uint8Array());
    sessions = sessions.filter((session) => typeOf(session) === type);
  } else if (option !== undefined) {
    throw syntaxError();
  }
  return verbatim(sessions.map((session) => `${describe(call.core, session)}\n`).join(""));
}

/** One line of CLIENT LIST. */
function describe(core: ServerCore, session: Session): string {
  const { state, library } = session;
  const fields = {
    id: session.id,
    addr: session.address,
    laddr: "embedded:0",
    fd: session.id + 7,
    name: state.name,
    age: Math.floor((core.now() - session.connectedAtMs) / 1000),
    idle: 0,
    flags: flagsOf(core, session),
    db: state.databaseIndex,
    sub: session.channels.size,
    psub: session.patterns.size,
    multi: state.transaction?.commands.length ?? -1,
    cmd: session.lastCommand === "" ? "NULL" : session.lastCommand,
    user: state.user ?? "default",
    redir: state.tracking?.redirect ?? -1,
    resp: state.protocol,
    "lib-name": library.name,
    "lib-ver": library.version,
  };
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}

function flagsOf(core: ServerCore, session: Session): string {
  const { tracking, transaction } = session.state;
  const flags = [
    core.monitors.has(session) ? "O" : "",
    session.subscribed ? "P" : "",
    transaction === undefined ? "" : "x",
    session.suspended === "blocked" ? "b" : "",
    session.watchBroken ? "d" : "",
    tracking === undefined ? "" : "t",
    tracking?.redirectBroken === true ? "R" : "",
    tracking?.broadcast === true ? "B" : "",
    session.state.noEvict ? "e" : "",
  ].join("");
  return flags === "" ? "N" : flags;
}

function typeOf(session: Session): string {
  return session.subscribed ? "pubsub" : "normal";
}

function typeNamed(bytes: Uint8Array): string {
  const name = decodeUtf8(bytes).toLowerCase();
  if (["normal", "pubsub", "master", "replica", "slave"].includes(name)) return name;
  throw new CommandError(`ERR Unknown client type '${decodeUtf8(bytes)}'`);
}

function kill(call: Call): Answer {
  if (call.args.length === 1) {
    const address = decodeUtf8(argument(call, 0));
    const victims = [...call.core.sessions.values()].filter((one) => one.address === address);
    if (victims.length === 0) throw new CommandError("ERR No such client");
    end(call, victims);
    return ok;
  }
  const { matches, sparesCaller } = parseKillFilters(call);
  const victims = [...call.core.sessions.values()].filter(
    (session) => matches(session) && !(sparesCaller && session === call.session),
  );
  end(call, victims);
  return integer(victims.length);
}

/** The caller hears its answer before it goes. */
function end(call: Call, victims: readonly Session[]): void {
  for (const victim of victims) {
    if (victim === call.session) victim.closing = true;
    else victim.end();
  }
}

function parseKillFilters(call: Call): {
  matches: (session: Session) => boolean;
  sparesCaller: boolean;
} {
  if (call.args.length % 2 !== 0) throw syntaxError();
  const filters: ((session: Session) => boolean)[] = [];
  let sparesCaller = true;
  for (let at = 0; at < call.args.length; at += 2) {
    const value = argument(call, at + 1);
    if (word(call.args[at]) === "SKIPME") sparesCaller = yesOrNo(value);
    else filters.push(killFilter(call, word(call.args[at]), value));
  }
  return { matches: (session) => filters.every((filter) => filter(session)), sparesCaller };
}

function killFilter(call: Call, name: string, value: Uint8Array): (session: Session) => boolean {
  switch (name) {
    case "ID": {
      const message = "ERR client-id should be greater than 0";
      const isOld = compareVersions(call.core.settings.version, "7.0.0") < 0;
      const id = parseCount(value, isOld ? undefined : message);
      if (id < 1 && !isOld) throw new CommandError(message);
      return (session) => session.id === id;
    }
    case "ADDR":
      return (session) => session.address === decodeUtf8(value);
    case "TYPE": {
      const type = typeNamed(value);
      return (session) => typeOf(session) === type;
    }
    case "USER": {
      const user = decodeUtf8(value);
      if (call.core.access.find(user) === undefined) {
        throw new CommandError(`ERR No such user '${user}'`);
      }
      return (session) => session.state.user === user;
    }
    default:
      throw syntaxError();
  }
}

function yesOrNo(value: Uint8Array): boolean {
  if (word(value) === "YES") return true;
  if (word(value) === "NO") return false;
  throw syntaxError();
}

function pause({ args, core }: Call): Answer {
  const kind = args[1] === undefined ? "ALL" : word(args[1]);
  if (args.length > 2 || (kind !== "ALL" && kind !== "WRITE")) {
    throw new CommandError("ERR CLIENT PAUSE mode must be WRITE or ALL");
  }
  const forMs = parseCount(args[0], "ERR timeout is not an integer or out of range");
  if (forMs < 0) throw new CommandError("ERR timeout is negative");
  core.pause = { untilMs: core.now() + forMs, kind: kind === "ALL" ? "all" : "write" };
  return ok;
}

function unpause({ core }: Call): Answer {
  core.pause = undefined;
  core.pauseEnded();
  return ok;
}

function noEvict(call: Call): Answer {
  call.session.state.noEvict = onOrOff(argument(call, 0));
  return ok;
}

/** There is no idle time here that commands could touch. */
function noTouch(call: Call): Answer {
  onOrOff(argument(call, 0));
  return ok;
}

function unblock({ args, core }: Call): Answer {
  const how = args[1] === undefined ? "TIMEOUT" : word(args[1]);
  if (args.length > 2 || (how !== "TIMEOUT" && how !== "ERROR")) {
    throw new CommandError("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
  }
  const id = parseCount(args[0]);
  const command = [...core.blocked].find(({ session }) => session.id === id);
  if (command === undefined) return integer(0);
  const error = errorAnswer("UNBLOCKED client unblocked via CLIENT UNBLOCK");
  core.finishBlocked(command, how === "ERROR" ? error : command.late);
  return integer(1);
}

function onOrOff(value: Uint8Array): boolean {
  if (word(value) === "ON") return true;
  if (word(value) === "OFF") return false;
  throw syntaxError();
}

function reply(call: Call): Answer | undefined {
  const { state } = call.session;
  const mode = word(argument(call, 0));
  if (mode === "ON") {
    state.replies = "on";
    return ok;
  }
  if (mode !== "OFF" && mode !== "SKIP") throw syntaxError();
  if (mode === "OFF") state.replies = "off";
  else if (state.replies === "on") state.replies = "skip-next";
  return undefined;
}
