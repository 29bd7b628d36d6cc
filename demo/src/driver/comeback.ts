// Phase 7: Redis is back on the same port, with nothing in it. What must not be forgotten is put
// back by the replicas, before anybody is let in.

import { setTimeout as sleep } from "node:timers/promises";
import { describeAnswer } from "./background-traffic.ts";
import { ms } from "./refreshing.ts";
import { loginOn } from "./sharing.ts";
import type { Phase, Stage } from "./stage.ts";
import { waitFor } from "./wait-for.ts";

/** "Within about a second": a probe comes at most 700 ms later, the rest is for the replay. */
const withinMs = 1500;
/** The replicas' grace time after a loss, and some more. */
const madeWithinMs = 2500;
/** So long it is waited for, so that a miss can be told in milliseconds. */
const patienceMs = 10_000;

const claims = {
  replayed: `Redis back, empty: the journal is replayed within ${withinMs} ms`,
  before: "Tokens revoked before the kill are refused on all replicas",
  during: "Tokens revoked in the outage are refused on all replicas",
  meanwhile: 'Under outage "deny" no revoked token is let in at any moment of the recovery',
  ids: "One-time ids used before the loss are not accepted again",
  fresh: "A one-time token issued after the loss is accepted exactly once",
  made: "A session made on A in the outage is read on every replica",
  healthy: "Every breaker is closed, GET /health says healthy and GET /metrics agrees",
} as const;

/** See the file's head. */
export const comeback: Phase = {
  name: "comeback",
  title: "Redis comes back, empty",
  claims: Object.values(claims),
  async run(stage) {
    const { redis, narrator, verdicts, memory } = stage;
    const watch = new RevokedWatch(stage);
    try {
      await redis.startAgain();
      const backAtMs = Date.now();
      narrator.say(`${redis.what} answers again on port ${redis.port}, pid ${redis.pid}, empty`);
      await seeReplay(stage, backAtMs);
    } finally {
      const { requests, problems } = await watch.stop();
      verdicts.decide(claims.meanwhile, problems, `${requests} requests while Redis came back`);
    }
    const { revoked, revokedInOutage } = memory;
    verdicts.decide(claims.before, await refused(stage, revoked), `${revoked.length} tokens`);
    verdicts.decide(
      claims.during,
      await refused(stage, revokedInOutage),
      `${revokedInOutage.length} token`,
    );
    await tryIds(stage);
    await readMadeInOutage(stage);
    await seeHealthy(stage);
    await tellOfOldSessions(stage);
  },
};

/** Shows revoked tokens to all replicas without pause, and notes every answer that lets one in. */
class RevokedWatch {
  readonly #problems: string[] = [];
  readonly #working: Promise<unknown>;
  #requests = 0;
  #stopped = false;

  constructor({ fleet, memory, random }: Stage) {
    const tokens = [...memory.revoked, ...memory.revokedInOutage];
    this.#working = Promise.all(
      fleet.clients.map(async (client) => {
        while (!this.#stopped) {
          const token = tokens[Math.floor(random() * tokens.length)] ?? "";
          const answer = await client.me(token, "deny").catch(() => undefined);
          this.#requests += 1;
          if (answer?.status === 200) this.#problems.push(`${client.name} let one in`);
          await sleep(2);
        }
      }),
    );
  }

  async stop(): Promise<{ requests: number; problems: readonly string[] }> {
    this.#stopped = true;
    await this.#working;
    return { requests: this.#requests, problems: this.#problems };
  }
}

async function seeReplay(stage: Stage, backAtMs: number): Promise<void> {
  const { fleet, inspector, memory, verdicts, narrator } = stage;
  const problems: string[] = [];
  const hasRecovered = (name: string): boolean => (fleet.recoveredAtMs(name) ?? 0) >= backAtMs;
  await Promise.all(
    fleet.clients.map(async ({ name }) => {
      await waitFor(() => hasRecovered(name), { withinMs: patienceMs });
      if (!hasRecovered(name)) problems.push(`${name} did not recover within ${patienceMs} ms`);
    }),
  );
  const [token = ""] = memory.revokedInOutage;
  const delivered = await waitFor(() => inspector.hasRevocation(token), { withinMs: 1000 });
  if (delivered === undefined) problems.push("the revocation of the outage is not in Redis");
  const sessions = (await inspector.countKeys()).get("session") ?? 0;
  if (sessions >= memory.signedIn.length) problems.push("Redis did not come back empty");
  const times = fleet.clients.map(({ name }) => (fleet.recoveredAtMs(name) ?? 0) - backAtMs);
  for (const [index, { name }] of fleet.clients.entries()) {
    const time = times[index] ?? 0;
    if (time > withinMs) problems.push(`${name} took ${ms(time)}`);
  }
  const detail = fleet.clients.map(({ name }, index) => `${name} ${ms(times[index] ?? 0)}`);
  narrator.say(`recovered after: ${detail.join(", ")}; the outage's revocation is in Redis`);
  verdicts.decide(claims.replayed, problems, detail.join(", "));
}

/** What is wrong if tokens must be "401 revoked" on every replica, under both policies. */
async function refused({ fleet }: Stage, tokens: readonly string[]): Promise<string[]> {
  if (tokens.length === 0) return ["there was no such token"];
  const problems: string[] = [];
  for (const client of fleet.clients) {
    for (const token of tokens) {
      for (const policy of ["deny", "local"] as const) {
        const answer = await client.me(token, policy);
        if (answer.error !== "revoked") {
          problems.push(`${client.name} gave ${describeAnswer(answer)} under ${policy}`);
        }
      }
    }
  }
  return problems;
}

async function tryIds(stage: Stage): Promise<void> {
  const { fleet, memory, verdicts } = stage;
  const problems = memory.spent.length === 0 ? ["no id was used before"] : [];
  for (const client of fleet.clients) {
    for (const token of memory.spent) {
      const answer = await client.exchange(token);
      if (answer.status !== 409 && answer.status !== 503) {
        problems.push(`${client.name} gave ${describeAnswer(answer)}`);
      }
    }
  }
  verdicts.decide(claims.ids, problems, `${memory.spent.length} ids on every replica`);

  const { exchangeToken } = await loginOn(fleet.client("A"), "after-the-loss");
  const answers = await Promise.all(
    [...fleet.clients, ...fleet.clients].map((client) => client.exchange(exchangeToken)),
  );
  const accepted = answers.filter(({ status }) => status === 200).length;
  const wrong =
    accepted === 1 ? [] : [`accepted ${accepted} times: ${answers.map(describeAnswer).join(", ")}`];
  verdicts.decide(claims.fresh, wrong, `${answers.length} tries`);
}

/**
 * After a loss a replica says for a moment that it can't know whether a token is revoked, because
 * others may still be putting revocations back: hence the wait.
 */
async function readMadeInOutage({ fleet, memory, verdicts }: Stage): Promise<void> {
  const made = memory.madeInOutage;
  if (made === undefined) {
    verdicts.decide(claims.made, ["no session was made in the outage"], "");
    return;
  }
  const problems: string[] = [];
  for (const client of fleet.clients) {
    const isRead = async (): Promise<boolean> =>
      (await client.me(made.token)).body?.session.sid === made.session.sid;
    if ((await waitFor(isRead, { withinMs: madeWithinMs })) === undefined) {
      problems.push(`${client.name} gave ${describeAnswer(await client.me(made.token))}`);
    }
  }
  verdicts.decide(claims.made, problems, "");
}

async function seeHealthy({ fleet, verdicts }: Stage): Promise<void> {
  const problems: string[] = [];
  for (const client of fleet.clients) {
    const { status, page } = await client.health();
    const { state } = page.cache.circuit_breaker;
    if ((await client.breakerGauge()) !== 0) problems.push(`${client.name}'s metrics differ`);
    if (status !== 200 || page.status !== "healthy" || state !== "closed") {
      problems.push(`${client.name}: ${status} ${page.status}, breaker ${state}`);
    }
  }
  verdicts.decide(claims.healthy, problems, "");
}

/** No claim: Redis had no persistence, so users whose sessions only it knew log in again. */
async function tellOfOldSessions({ fleet, memory, narrator }: Stage): Promise<void> {
  const answers = await Promise.all(
    memory.signedIn.map(({ token }) => fleet.client("B").me(token)),
  );
  const served = answers.filter(({ status }) => status === 200).length;
  narrator.say(
    `of ${answers.length} sessions made before the loss ${served} are left; ` +
      "the others were in Redis alone, without persistence: their users log in again",
  );
}
