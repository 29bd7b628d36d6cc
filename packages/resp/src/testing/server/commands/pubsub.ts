// SUBSCRIBE, PUBLISH and PUBSUB.
// SUBSCRIBE answers once per name: its confirmations are its replies, and pushes under RESP3.

import { type Answer, array, binaryBulk, bulk, integer, nil, push } from "../answers.ts";
import { CommandError } from "../arguments.ts";
import { toBinary } from "../bytes.ts";
import { argument, type Call, type CommandSpec } from "../command.ts";
import { matchesGlob } from "../glob.ts";
import type { SubscriptionKind } from "../pubsub.ts";
import { isValkey } from "../versions.ts";

/** Commands of publish and subscribe. */
export const pubsubCommands: readonly CommandSpec[] = [
  subscriber("subscribe", -2, (call) => subscribe(call, "channel")),
  subscriber("psubscribe", -2, (call) => subscribe(call, "pattern")),
  { ...subscriber("ssubscribe", -2, (call) => subscribe(call, "shard")), since: "7.0.0" },
  subscriber("unsubscribe", -1, (call) => unsubscribe(call, "channel")),
  subscriber("punsubscribe", -1, (call) => unsubscribe(call, "pattern")),
  { ...subscriber("sunsubscribe", -1, (call) => unsubscribe(call, "shard")), since: "7.0.0" },
  {
    name: "publish",
    arity: 3,
    run: (call) => integer(call.core.pubsub.publish(argument(call, 0), argument(call, 1))),
  },
  {
    name: "spublish",
    arity: 3,
    since: "7.0.0",
    run: (call) => integer(call.core.pubsub.publishToShard(argument(call, 0), argument(call, 1))),
  },
  {
    name: "pubsub|channels",
    arity: -2,
    run: (call) => names(call, call.core.pubsub.channels),
  },
  { name: "pubsub|numsub", arity: -2, run: (call) => counts(call, call.core.pubsub.channels) },
  {
    name: "pubsub|shardchannels",
    arity: -2,
    since: "7.0.0",
    run: (call) => names(call, call.core.pubsub.shards),
  },
  {
    name: "pubsub|shardnumsub",
    arity: -2,
    since: "7.0.0",
    run: (call) => counts(call, call.core.pubsub.shards),
  },
  { name: "pubsub|numpat", arity: 2, run: ({ core }) => integer(core.pubsub.patterns.size) },
];

const prefixes = { channel: "", pattern: "p", shard: "s" } as const;

function subscriber(name: string, arity: number, run: CommandSpec["run"]): CommandSpec {
  return { name, arity, flags: ["subscriber", "no-multi", "no-script"], run };
}

/** One confirmation for each name. */
function subscribe(call: Call, kind: SubscriptionKind): readonly Answer[] {
  const verb = `${prefixes[kind]}subscribe`;
  return call.args.map((name) => {
    call.core.pubsub.subscribe(call.session, kind, toBinary(name));
    return confirmation(call, { kind, verb }, bulk(name));
  });
}

/** Without names: all; then at least one confirmation, with null for "there was none". */
function unsubscribe(call: Call, kind: SubscriptionKind): readonly Answer[] {
  const { core, session } = call;
  const verb = `${prefixes[kind]}unsubscribe`;
  const own = { channel: session.channels, pattern: session.patterns, shard: session.shards }[kind];
  const left = call.args.length === 0 ? [...own] : call.args.map(toBinary);
  const isSubscribed = session.channels.size + session.patterns.size + session.shards.size > 0;
  if (!isSubscribed && isValkey(core.settings)) {
    throw new CommandError(`NOSUB '${verb}' command executed not in subscribed mode`);
  }
  if (left.length === 0) return [confirmation(call, { kind, verb }, nil)];
  return left.map((name) => {
    core.pubsub.unsubscribe(session, kind, name);
    return confirmation(call, { kind, verb }, binaryBulk(name));
  });
}

/** Shard channels are counted by themselves. */
function confirmation(
  { session }: Call,
  { kind, verb }: { kind: SubscriptionKind; verb: string },
  name: Answer,
): Answer {
  const count =
    kind === "shard" ? session.shards.size : session.channels.size + session.patterns.size;
  return push([bulk(verb), name, integer(count)]);
}

type Listeners = ReadonlyMap<string, ReadonlySet<unknown>>;

function names({ args }: Call, listeners: Listeners): Answer {
  const pattern = args[0] === undefined ? "*" : toBinary(args[0]);
  return array([...listeners.keys()].filter((name) => matchesGlob(pattern, name)).map(binaryBulk));
}

function counts({ args }: Call, listeners: Listeners): Answer {
  return array(
    args.flatMap((name) => [bulk(name), integer(listeners.get(toBinary(name))?.size ?? 0)]),
  );
}
