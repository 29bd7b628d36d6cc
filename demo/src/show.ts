// The whole show: Redis and three replicas are started, the phases run one after the other, the
// findings are told. A phase that throws has failed its claims, and the next one runs all the same.

import { exportJWK, generateKeyPair } from "jose";
import { comeback } from "./driver/comeback.ts";
import { Fleet } from "./driver/fleet.ts";
import { HitCounter } from "./driver/hit-counter.ts";
import { Measurements } from "./driver/measurements.ts";
import { membership } from "./driver/membership.ts";
import { oneTime } from "./driver/one-time.ts";
import { outage } from "./driver/outage.ts";
import { RedisInspector } from "./driver/redis-inspector.ts";
import { refreshing } from "./driver/refreshing.ts";
import { revoking } from "./driver/revoking.ts";
import { sharing } from "./driver/sharing.ts";
import type { Load, Phase, Stage } from "./driver/stage.ts";
import { Verdicts } from "./driver/verdicts.ts";
import type { DemoOptions } from "./options.ts";
import type { ProcessGroup } from "./processes/process-group.ts";
import { RedisProcess } from "./processes/redis-process.ts";
import { seededRandom } from "./random.ts";
import type { Narrator } from "./report/narrator.ts";

/** All phases in their order. */
export const phases: readonly Phase[] = [
  sharing,
  refreshing,
  oneTime,
  revoking,
  membership,
  outage,
  comeback,
];

/** What is claimed once everything has ended. */
export const endClaim = "Every process that was started has ended";

const loads: Readonly<Record<"full" | "quick", Load>> = {
  full: { users: 24, reads: 3000, repeats: 8, races: 5, workers: 12 },
  quick: { users: 6, reads: 300, repeats: 2, races: 2, workers: 12 },
};

/** Starts Redis and the replicas A, B and C. */
export async function setTheStage(
  group: ProcessGroup,
  narrator: Narrator,
  options: DemoOptions,
): Promise<Stage> {
  const claims = phases.flatMap((phase) => phase.claims);
  const redis = await RedisProcess.start(group, options.server);
  narrator.say(`Redis is ${redis.what} on ${redis.host}:${redis.port}, pid ${redis.pid}`);
  const { privateKey } = await generateKeyPair("EdDSA", { extractable: true });
  const measurements = new Measurements();
  const fleet = new Fleet({
    group,
    redis,
    signingKey: await exportJWK(privateKey),
    onRequest: measurements.listener,
    onLog: (replica, level, text) => {
      narrator.log(replica, level, text);
    },
  });
  for (const name of ["A", "B", "C"]) {
    const { url } = await fleet.join(name);
    narrator.say(`replica ${name} is ${url}, pid ${fleet.pid(name)}`);
  }
  return {
    fleet,
    redis,
    inspector: new RedisInspector(redis),
    verdicts: new Verdicts(options.stay ? claims : [...claims, endClaim]),
    narrator,
    measurements,
    load: loads[options.quick ? "quick" : "full"],
    memory: {
      signedIn: [],
      revoked: [],
      revokedInOutage: [],
      spent: [],
      unspent: undefined,
      madeInOutage: undefined,
    },
    random: seededRandom(options.seed),
  };
}

/** Runs all phases; ends early if `signal` fires. */
export async function runPhases(stage: Stage, signal: AbortSignal): Promise<void> {
  const hits = new HitCounter();
  for (const phase of phases) {
    if (signal.aborted) return;
    await runPhase(stage, phase, hits);
  }
}

async function runPhase(stage: Stage, phase: Phase, hits: HitCounter): Promise<void> {
  const { narrator, verdicts, measurements, fleet } = stage;
  narrator.phase(phase.title);
  measurements.begin(phase.name);
  try {
    await phase.run(stage);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    narrator.say(narrator.colours.red(`this phase broke off: ${message}`));
    verdicts.failUndecided(phase.claims, `could not be checked, ${message}`);
  }
  measurements.end(await hits.scrape(fleet.clients).catch(() => new Map<string, number>()));
}
