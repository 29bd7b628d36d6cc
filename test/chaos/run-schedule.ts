// Plays one schedule and judges it: load and faults at the same time, then calm, then the end.

import { type Client, createClient } from "@respite/resp";
import { createGenericPool } from "@respite/resp/generic-pool";
import { Ledger } from "./ledger.ts";
import { Actor, type LoadContext } from "./load.ts";
import type { Plan, PlannedFault } from "./plan.ts";
import type { Stage } from "./stage.ts";
import { Tally } from "./tally.ts";
import { Tracked } from "./tracked.ts";
import { Watch } from "./watch.ts";

/** Within so much time after the last fault a command has to be answered, in milliseconds. */
const usableWithinMs = 1000;
/** After the end of the client, its last timer may be this far off, in milliseconds. */
const lastTimerMs = 20;

interface Play extends LoadContext {
  readonly tracked: Tracked;
  readonly actors: readonly Actor[];
}

/** Plays it, and gives the stage back. */
export async function runSchedule(plan: Plan, stage: Stage): Promise<Tally> {
  const tally = new Tally();
  tally.schedules = 1;
  const play = prepare(plan, stage, tally);
  stage.beforeLoss = async () => {
    play.ledger.carry(await storedEffects(play));
    for (const actor of play.actors) actor.forget();
  };
  try {
    const load = Promise.all(play.actors.map((actor) => actor.run()));
    const harm = Promise.all(plan.faults.map((fault) => inflict(play, fault)));
    if (plan.ending === "destroy in the midst") {
      await stage.pass(plan.faultsUntilMs * 0.6);
      await end(play);
      await Promise.all([load, harm]);
      await calm(play);
    } else {
      await Promise.all([harm, stage.pass(plan.faultsUntilMs)]);
      await calm(play);
      await probe(play);
      await load;
      await end(play);
    }
    play.watch.finish();
    play.ledger.settle(await storedEffects(play));
  } finally {
    play.client.destroy();
    await stage.dispose();
  }
  return tally;
}

function prepare(plan: Plan, stage: Stage, tally: Tally): Play {
  const tracked = new Tracked(stage.environment, stage.transport);
  const client: Client = createClient({
    ...plan.client,
    ...("url" in plan.client ? { port: stage.target.port } : stage.target),
    environment: tracked.environment,
    transport: tracked.transport,
    ...(plan.genericPool && {
      createPool: (factory) => createGenericPool(factory, { max: plan.client.poolSize ?? 4 }),
    }),
  });
  const ledger = new Ledger(tally);
  const watch = new Watch(stage, tally);
  const context: LoadContext = { plan, stage, client, ledger, tally, watch };
  const actors = Array.from({ length: plan.actors }, (_unused, index) => new Actor(context, index));
  return { ...context, tracked, actors };
}

async function inflict({ stage, tally }: Play, fault: PlannedFault): Promise<void> {
  const { wire, commandFaults } = stage;
  const { kind, atMs, forMs, choice } = fault;
  await stage.pass(atMs);
  tally.fault(kind);
  const during = async (begin: () => void, over: () => void): Promise<void> => {
    begin();
    await stage.pass(forMs);
    over();
  };
  switch (kind) {
    case "latency":
      return during(
        () => (wire.latencyMs = choice * 150),
        () => (wire.latencyMs = 0),
      );
    case "trickle":
      return during(
        () =>
          (wire.trickle = {
            bytes: 1 + Math.floor(choice * 6),
            everyMs: 1 + Math.floor(choice * 20),
          }),
        () => (wire.trickle = undefined),
      );
    case "accept-then-close":
      return during(
        () => (wire.refusal = choice < 0.5 ? "fin" : "rst"),
        () => (wire.refusal = undefined),
      );
    case "late":
      return during(
        () => commandFaults.delay(forMs / 2),
        () => commandFaults.delay(0),
      );
    case "cut":
    case "fin":
    case "rst":
    case "half-open":
    case "garbage":
      wire.strike(kind, choice);
      return;
    default:
      await stage.harm(fault);
  }
}

/** From here on nothing is done to anybody. */
async function calm({ stage }: Play): Promise<void> {
  await stage.heal();
  stage.commandFaults.calm();
  stage.wire.calm();
}

/** Somebody who goes on asking must be answered in time. */
async function probe({ client, plan, stage, tally }: Play): Promise<void> {
  await stage.write(plan.client.db ?? 0, probeKey(plan), "here");
  const calmSinceMs = stage.environment.monotonic();
  const passed = (): number => {
    const beganMs = Math.max(calmSinceMs, stage.lastStallMs());
    const nowMs = stage.environment.monotonic();
    return nowMs - beganMs - stage.lagMs(beganMs, nowMs);
  };
  const errors: unknown[] = [];
  while (passed() < usableWithinMs) {
    const timeoutMs = Math.max(usableWithinMs - passed(), 1);
    try {
      const value = await client.get(probeKey(plan), { timeoutMs });
      if (value !== "here") tally.found("mismatched", `probe: got ${JSON.stringify(value)}`);
      if (passed() <= usableWithinMs) return;
      break;
    } catch (error) {
      errors.push(error);
      await stage.pass(5);
    }
  }
  const told = errors.slice(-3).map(String).join("; ");
  tally.found("unusable", `no answer within ${usableWithinMs} ms of the last fault: ${told}`);
}

async function end({ client, plan, stage, tally, tracked, watch }: Play): Promise<void> {
  watch.ending = true;
  if (plan.ending === "close") {
    await watch.promise("close", 520, () => client.close({ timeoutMs: 500 }));
  } else {
    client.destroy();
    watch.allDueNow();
  }
  await stage.pass(lastTimerMs);
  await stage.turn();
  const left = tracked.left();
  if (left !== undefined) tally.found("leaked", `after ${plan.ending}: ${left}`);
  const { pending, pendingBytes, connections } = client.stats();
  if (pending + pendingBytes + connections.total !== 0) {
    tally.found("leaked", `after ${plan.ending}: ${JSON.stringify(client.stats())}`);
  }
}

function storedEffects({ ledger, plan, stage }: Play): ReturnType<Stage["read"]> {
  return stage.read(
    plan.client.db ?? 0,
    ledger.effects.map(({ key }) => key),
  );
}

function probeKey({ seed }: Plan): string {
  return `probe:${seed}`;
}
