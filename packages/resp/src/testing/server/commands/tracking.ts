// CLIENT TRACKING and its relatives; the rules of combining options are the server's.
// What is remembered and told is the business of ../tracking.ts.

import { type Answer, array, bulk, integer, map, ok, set } from "../answers.ts";
import { CommandError, parseCount, syntaxError, word } from "../arguments.ts";
import { binaryText, toBinary } from "../bytes.ts";
import { argument, type Call, type CommandSpec } from "../command.ts";
import type { TrackingState } from "../tracking.ts";

/** CLIENT's subcommands for client-side caching (Redis 6.0). */
export const trackingCommands: readonly CommandSpec[] = [
  { name: "client|tracking", arity: -3, since: "6.0.0", run: tracking },
  { name: "client|trackinginfo", arity: 2, since: "6.2.0", run: trackingInfo },
  { name: "client|getredir", arity: 2, since: "6.0.0", run: getRedirect },
  { name: "client|caching", arity: 3, since: "6.0.0", run: caching },
];

function tracking(call: Call): Answer {
  const { core, session } = call;
  const mode = word(argument(call, 0));
  const options = parseOptions(call);
  if (mode === "OFF") {
    core.tracking.disable(session);
    return ok;
  }
  if (mode !== "ON") throw syntaxError();
  checkCombination(options, session.state.tracking);
  const before = session.state.tracking?.prefixes ?? [];
  const added = options.broadcast && options.prefixes.length === 0 ? [""] : options.prefixes;
  checkOverlap(before, added);
  core.tracking.enable(session, {
    ...options,
    prefixes: [...before, ...added],
    caching: undefined,
    redirectBroken: false,
  });
  return ok;
}

type Options = Pick<TrackingState, "broadcast" | "noLoop" | "redirect"> & {
  readonly prefixes: string[];
  readonly choice: TrackingState["choice"] | "both";
};

function parseOptions(call: Call): Options {
  const words = new Set<string>();
  const prefixes: string[] = [];
  let redirect = 0;
  for (let at = 1; at < call.args.length; at += 1) {
    const name = word(call.args[at]);
    const value = call.args[at + 1];
    if (name === "REDIRECT" && value !== undefined) {
      if (redirect !== 0) {
        throw new CommandError("ERR A client can only redirect to a single other client");
      }
      redirect = parseRedirect(call, value);
      at += 1;
    } else if (name === "PREFIX" && value !== undefined) {
      prefixes.push(toBinary(value));
      at += 1;
    } else if (["BCAST", "NOLOOP", "OPTIN", "OPTOUT"].includes(name)) {
      words.add(name);
    } else {
      throw syntaxError();
    }
  }
  const choice = choiceOf(words.has("OPTIN"), words.has("OPTOUT"));
  return { broadcast: words.has("BCAST"), noLoop: words.has("NOLOOP"), redirect, prefixes, choice };
}

function choiceOf(optin: boolean, optout: boolean): Options["choice"] {
  if (optin) return optout ? "both" : "optin";
  return optout ? "optout" : "all";
}

function parseRedirect({ core }: Call, value: Uint8Array): number {
  const id = parseCount(value);
  if (core.sessions.has(id)) return id;
  throw new CommandError("ERR The client ID you want redirect to does not exist");
}

function checkCombination(
  options: Options,
  before: TrackingState | undefined,
): asserts options is Options & Pick<TrackingState, "choice"> {
  if (!options.broadcast && options.prefixes.length > 0) {
    throw new CommandError("ERR PREFIX option requires BCAST mode to be enabled");
  }
  if (before !== undefined && before.broadcast !== options.broadcast) {
    throw new CommandError(
      "ERR You can't switch BCAST mode on/off before disabling tracking for this client, and then " +
        "re-enabling it with a different mode.",
    );
  }
  if (options.broadcast && options.choice !== "all") {
    throw new CommandError("ERR OPTIN and OPTOUT are not compatible with BCAST");
  }
  if (options.choice === "both") {
    throw new CommandError("ERR You can't specify both OPTIN mode and OPTOUT mode");
  }
  const switched = before !== undefined && before.choice !== options.choice;
  if (switched && before.choice !== "all" && options.choice !== "all") {
    throw new CommandError(
      "ERR You can't switch OPTIN/OPTOUT mode before disabling tracking for this client, and then " +
        "re-enabling it with a different mode.",
    );
  }
}

function checkOverlap(before: readonly string[], added: readonly string[]): void {
  for (const [index, prefix] of added.entries()) {
    for (const other of before) {
      if (overlap(prefix, other)) {
        throw new CommandError(
          `ERR Prefix '${binaryText(prefix)}' overlaps with an existing prefix ` +
            `'${binaryText(other)}'. Prefixes for a single client must not overlap.`,
        );
      }
    }
    for (const other of added.slice(index + 1)) {
      if (overlap(prefix, other)) {
        throw new CommandError(
          `ERR Prefix '${binaryText(prefix)}' overlaps with another provided prefix ` +
            `'${binaryText(other)}'. Prefixes for a single client must not overlap.`,
        );
      }
    }
  }
}

function overlap(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

function trackingInfo({ session }: Call): Answer {
  const state = session.state.tracking;
  const flags = state === undefined ? ["off"] : ["on", ...flagsOf(state)];
  return map([
    [bulk("flags"), set(flags.map(bulk))],
    [bulk("redirect"), integer(state?.redirect ?? -1)],
    [bulk("prefixes"), array((state?.prefixes ?? []).map((prefix) => bulk(binaryText(prefix))))],
  ]);
}

function flagsOf(state: TrackingState): string[] {
  const flags = [];
  if (state.broadcast) flags.push("bcast");
  if (state.choice !== "all") flags.push(state.choice);
  if (state.caching !== undefined) flags.push(state.caching ? "caching-yes" : "caching-no");
  if (state.noLoop) flags.push("noloop");
  if (state.redirectBroken) flags.push("broken_redirect");
  return flags;
}

function getRedirect({ session }: Call): Answer {
  return integer(session.state.tracking?.redirect ?? -1);
}

function caching(call: Call): Answer {
  const state = call.session.state.tracking;
  const choice = word(argument(call, 0));
  if (state === undefined || state.choice === "all") {
    throw new CommandError(
      "ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or " +
        "OPTOUT mode enabled",
    );
  }
  if (choice !== "YES" && choice !== "NO") throw syntaxError();
  if (choice === "YES" && state.choice !== "optin") {
    throw new CommandError(
      "ERR CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.",
    );
  }
  if (choice === "NO" && state.choice !== "optout") {
    throw new CommandError(
      "ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.",
    );
  }
  state.caching = choice === "YES";
  return ok;
}
