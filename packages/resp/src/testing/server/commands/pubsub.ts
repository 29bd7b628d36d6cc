// SUBSCRIBE, PUBLISH and PUBSUB.
// SUBSCRIBE answers once per name: its confirmations are its replies, and pushes under RESP3.

import { type Answer, array, binaryBulk, bulk, integer, nil, push } from "../answers.ts";
import { toBinary } from "../bytes.ts";
import { argument, type Call, type CommandSpec } from "../command.ts";
import { matchesGlob } from "../glob.ts";
import type { SubscriptionKind } from "../pubsub.ts";

/** Commands of publish and subscribe. */
export const pubsubCommands: readonly CommandSpec[] = [
  subscriber("subscribe", -2, (call) => subscribe(call, "channel")),
  subscriber("psubscribe", -2, (call) => subscribe(call, "pattern")),
  subscriber("unsubscribe", -1, (call) => unsubscribe(call, "channel")),
  subscriber("punsubscribe", -1, (call) => unsubscribe(call, "pattern")),
  {
    name: "publish",
    arity: 3,
    run: (call) => integer(call.core.pubsub.publish(argument(call, 0), argument(call, 1))),
  },
  { name: "pubsub|channels", arity: -2, run: channels },
  { name: "pubsub|numsub", arity: -2, run: numsub },
  { name: "pubsub|numpat", arity: 2, run: ({ core }) => integer(core.pubsub.patterns.size) },
];

function subscriber(name: string, arity: number, run: CommandSpec["run"]): CommandSpec {
  return { name, arity, flags: ["subscriber", "no-multi", "no-script"], run };
}

/** One confirmation for each name. */
function subscribe(call: Call, kind: SubscriptionKind): readonly Answer[] {
  const verb = kind === "channel" ? "subscribe" : "psubscribe";
  return call.args.map((name) => {
    call.core.pubsub.subscribe(call.session, kind, toBinary(name));
    return confirmation(call, verb, bulk(name));
  });
}

/** Without names: all; then at least one confirmation, with null for "there was none". */
function unsubscribe(call: Call, kind: SubscriptionKind): readonly Answer[] {
  const { core, session } = call;
  const verb = kind === "channel" ? "unsubscribe" : "punsubscribe";
  const own = kind === "channel" ? session.channels : session.patterns;
  const names = call.args.length === 0 ? [...own] : call.args.map(toBinary);
  if (names.length === 0) return [confirmation(call, verb, nil)];
  return names.map((name) => {
    core.pubsub.unsubscribe(session, kind, name);
    return confirmation(call, verb, binaryBulk(name));
  });
}

function confirmation({ session }: Call, verb: string, name: Answer): Answer {
  const count = session.channels.size + session.patterns.size;
  return push([bulk(verb), name, integer(count)]);
}

function channels({ args, core }: Call): Answer {
  const pattern = args[0] === undefined ? "*" : toBinary(args[0]);
  return array(
    [...core.pubsub.channels.keys()].filter((name) => matchesGlob(pattern, name)).map(binaryBulk),
  );
}

function numsub({ args, core }: Call): Answer {
  return array(
    args.flatMap((name) => [
      bulk(name),
      integer(core.pubsub.channels.get(toBinary(name))?.size ?? 0),
    ]),
  );
}
