// Phase 6: Redis is killed. The replicas go on with what they have, and say so.

import { BackgroundTraffic, describeAnswer } from "./background-traffic.ts";
import { ms } from "./refreshing.ts";
import type { Answer } from "./replica-client.ts";
import { loginOn } from "./sharing.ts";
import type { Phase, Stage } from "./stage.ts";
import { waitFor } from "./wait-for.ts";
import type { Grant, Me } from "../replica/token-service.ts";

/** The caches' default deadline for one answer of Redis. */
const deadlineMs = 2000;
/** What HTTP, a busy machine and the driver itself may add. */
const marginMs = 500;
/** How long the breakers may take: a first round of deadlines, then some. */
const openWithinMs = 5000;
/** A local decision, with HTTP around it. */
const atOnceMs = 250;

const claims = {
  opens: "Redis killed with SIGKILL: the breaker opens on every replica within 5 s",
  health: "GET /health says degraded, with status 200, and GET /metrics shows the open breaker",
  reads: "Reads go on from L1 on every replica",
  atOnce: `A token revoked on A in the outage is 401 on A at once`,
  local: 'On B and C, GET /me under outage "local" answers from L1 and is marked degraded',
  deny: 'On B and C, GET /me under outage "deny" answers 503',
  once: "One-time tokens are refused while nobody can tell whether they were used",
  deadline: `Nothing takes longer than its deadline (${deadlineMs} ms + ${marginMs} ms for HTTP)`,
} as const;

/** See the file's head. */
export const outage: Phase = {
  name: "outage",
  title: "Redis is killed",
  claims: Object.values(claims),
  async run(stage) {
    const { narrator, redis } = stage;
    const { steady, victim } = await prepare(stage);
    const traffic = new BackgroundTraffic(stage, {
      outage: "local",
      tokens: steady.map(({ token }) => token),
    });
    try {
      await waitFor(() => traffic.requests > 50, { withinMs: 5000 });
      const killedAtMs = Date.now();
      await redis.kill();
      narrator.say(`SIGKILL to ${redis.what}, pid ${redis.pid}`);
      await seeBreakersOpen(stage, killedAtMs);
      await revokeHere(stage, victim);
      await compareOutagePolicies(stage, { steady, victim });
      await refuseOneTime(stage);
      await loginHere(stage);
      const enough = traffic.requests + stage.load.reads / 4;
      await waitFor(() => traffic.requests > enough, { withinMs: 5000 });
    } finally {
      judgeTraffic(stage, await traffic.stop());
    }
  },
};

/** Sessions that every replica has in L1, and one whose token will be revoked in the outage. */
async function prepare({ fleet, load, memory, narrator }: Stage): Promise<{
  steady: readonly Grant[];
  victim: Grant;
}> {
  const a = fleet.client("A");
  const steady = memory.signedIn.slice(0, load.users);
  const victim = await loginOn(a, "victim");
  const leaver = await loginOn(a, "left-just-before");
  for (const client of fleet.clients) {
    for (const { token } of [...steady, victim, leaver]) await client.me(token);
  }
  await a.revoke(leaver.token);
  memory.revoked.push(leaver.token);
  memory.unspent = (await loginOn(a, "unspent")).exchangeToken;
  narrator.say(`${steady.length} sessions are in L1 on every replica`);
  return { steady, victim };
}

async function seeBreakersOpen(stage: Stage, killedAtMs: number): Promise<void> {
  const { fleet, verdicts, narrator } = stage;
  const problems: string[] = [];
  const health: string[] = [];
  const took: string[] = [];
  await Promise.all(
    fleet.clients.map(async (client) => {
      const { name } = client;
      const openAfterMs = (): number => (fleet.openedAtMs(name) ?? 0) - killedAtMs;
      await waitFor(() => openAfterMs() >= 0, { withinMs: openWithinMs });
      if (openAfterMs() >= 0) took.push(`${name} ${ms(openAfterMs())}`);
      else problems.push(`${name}'s did not within ${openWithinMs} ms`);
      const { status, page } = await client.health();
      const { redis, circuit_breaker: breaker } = page.cache;
      if (status !== 200 || page.status !== "degraded" || redis.connected) {
        health.push(`${name} said ${status} ${page.status}, connected ${redis.connected}`);
      }
      const gauge = await client.breakerGauge();
      if (gauge !== 2) health.push(`${name}'s metrics show ${gauge} for the breaker, not 2`);
      if (breaker.state !== "open")
        health.push(`${name} said that its breaker is ${breaker.state}`);
    }),
  );
  narrator.say(`breakers open after: ${took.toSorted().join(", ")}`);
  const detail = `default settings, 5 failures and 60 s: ${took.toSorted().join(", ")}`;
  verdicts.decide(claims.opens, problems, detail);
  verdicts.decide(claims.health, health, "on every replica");
}

async function revokeHere(
  { fleet, memory, verdicts, narrator }: Stage,
  victim: Grant,
): Promise<void> {
  const a = fleet.client("A");
  const problems: string[] = [];
  const revoked = await a.revoke(victim.token);
  memory.revokedInOutage.push(victim.token);
  if (revoked.status !== 202 || revoked.body?.revoked !== "queued") {
    problems.push(`POST /revoke gave ${describeAnswer(revoked)} instead of 202 queued`);
  }
  const answers: Answer<Me>[] = [];
  for (const policy of ["deny", "local"] as const) answers.push(await a.me(victim.token, policy));
  for (const answer of [...answers, revoked]) {
    if (answer.elapsedMs > atOnceMs) problems.push(`an answer took ${ms(answer.elapsedMs)}`);
  }
  for (const answer of answers) {
    if (answer.status !== 401 || answer.error !== "revoked") {
      problems.push(`A gave ${describeAnswer(answer)}`);
    }
  }
  narrator.say(
    `a token is revoked on A: ${revoked.status}, then ${answers.map(describeAnswer).join(", ")}`,
  );
  const slowestMs = Math.max(...answers.map(({ elapsedMs }) => elapsedMs));
  verdicts.decide(claims.atOnce, problems, `under both policies, ${ms(slowestMs)}`);
}

/** B and C can't know of the revocation: "local" serves what they have, "deny" serves nothing. */
async function compareOutagePolicies(
  { fleet, verdicts, narrator }: Stage,
  { steady, victim }: { steady: readonly Grant[]; victim: Grant },
): Promise<void> {
  const problems = { local: [] as string[], deny: [] as string[] };
  for (const name of ["B", "C"]) {
    const client = fleet.client(name);
    for (const { token } of [victim, ...steady]) {
      const local = await client.me(token, "local");
      const source = local.body?.sources.session;
      const marked = local.degraded && local.body?.degraded === true;
      if (local.status !== 200 || !marked || source !== "l1") {
        problems.local.push(`${name} gave ${describeAnswer(local)}, session from ${source}`);
      }
      const deny = await client.me(token, "deny");
      if (deny.status !== 503) problems.deny.push(`${name} gave ${describeAnswer(deny)}`);
    }
    const local = describeAnswer(await client.me(victim.token, "local"));
    const deny = describeAnswer(await client.me(victim.token, "deny"));
    narrator.say(`the same token on ${name}: outage=local ${local}; outage=deny ${deny}`);
  }
  const detail = `${steady.length + 1} tokens, the one revoked on A among them`;
  verdicts.decide(claims.local, problems.local, detail);
  verdicts.decide(claims.deny, problems.deny, detail);
}

async function refuseOneTime({ fleet, memory, verdicts }: Stage): Promise<void> {
  const problems: string[] = [];
  for (const client of fleet.clients) {
    for (const token of [memory.unspent, ...memory.spent.slice(0, 3)]) {
      const answer = await client.exchange(token ?? "");
      if (answer.error !== "undecided" && answer.error !== "replayed") {
        problems.push(`${client.name} gave ${describeAnswer(answer)}`);
      }
    }
  }
  verdicts.decide(claims.once, problems, "");
}

/** A user logs in on A and reads the session there: both are journaled for the others. */
async function loginHere({ fleet, memory, narrator }: Stage): Promise<void> {
  const a = fleet.client("A");
  const grant = await loginOn(a, "made-in-outage");
  const answer = await a.me(grant.token, "local");
  memory.madeInOutage = grant;
  narrator.say(`a user logs in on A and reads the session there: ${describeAnswer(answer)}`);
}

function judgeTraffic(
  { measurements, verdicts, narrator }: Stage,
  { requests, problems }: { requests: number; problems: readonly string[] },
): void {
  narrator.say(`${requests} reads under outage=local, ${problems.length} of them failed`);
  const none = requests === 0 ? ["there was no traffic"] : [];
  verdicts.decide(
    claims.reads,
    [...problems, ...none],
    `${requests} reads, before and after the kill`,
  );
  const { route, elapsedMs } = measurements.slowest;
  const slowest = `${route} with ${ms(elapsedMs)}`;
  const late = elapsedMs > deadlineMs + marginMs ? [`the slowest answer was ${slowest}`] : [];
  const detail = `slowest of ${measurements.requests} requests: ${slowest}`;
  verdicts.decide(claims.deadline, late, detail);
}
