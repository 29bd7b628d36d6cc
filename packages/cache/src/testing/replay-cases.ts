// The published contract suite for replay guards: what one-time ids promise over several replicas,
// with faults where the subject can make them, for any test runner:
//
//   for (const { name, run } of replayCases(makeMine)) it(name, run);

import { resolveEnvironment } from "@respite/resp/base";
import type { ConsumeOptions, ReplayDecision, ReplayGuardOptions } from "../cache-types.ts";
import { assertEqual, assertRejects, assertTrue } from "./assert.ts";

/** A guard in some replica, perhaps in another process. */
export interface RemoteGuard {
  /** As `ReplayGuardLike.consume`. */
  consume(id: string, options: ConsumeOptions): Promise<ReplayDecision>;
}

/** How a subject's replicas lose the shared tier. Each call returns when the fault is in force. */
export interface ReplayFaults {
  /** Cuts the replica's connections; what was sent and not answered may have been executed. */
  cut(replica: number): Promise<void>;
  /**
   * Requests of the replica arrive and are executed, their replies are lost. Before, the replica
   * has decided about an id; nothing else may be on its way that would have it doubt the tier.
   */
  loseReplies(replica: number): Promise<void>;
  /** Ends the replica's faults; returns when it reaches the shared tier again. */
  mend(replica: number): Promise<void>;
  /** Makes the replica's breaker open, while it is cut. */
  openBreaker(replica: number): Promise<void>;
  /** Clashes told so far by all replicas (`doubleAccept` events). */
  doubleAccepts(): Promise<number>;
}

/** Replicas over one shared tier, and what the suite may do to them. */
export interface ReplaySubject {
  /** At least 2. */
  readonly replicaCount: number;
  /** A new guard in a replica. */
  guard(replica: number, options?: ReplayGuardOptions): RemoteGuard;
  /** Wall clock of the replicas; default the platform's. */
  readonly now?: (() => number) | undefined;
  /** Without them the cases that need faults are left out by `replayCases(make, { faults })`. */
  readonly faults?: ReplayFaults | undefined;
  /** Lets time go by while the suite waits; default 10 ms of real time. */
  readonly pause?: (() => Promise<void>) | undefined;
  /** Ends everything the subject opened. */
  close(): Promise<void>;
}

/** One case; `run` rejects with what was expected and what came. */
export interface ReplayCase {
  /** What must hold. */
  readonly name: string;
  /** Rejects if it does not. */
  run(): Promise<void>;
}

/** Settings of {@link replayCases}. */
export interface ReplayCasesOptions {
  /** False leaves out the cases that need `subject.faults`; default true. */
  faults?: boolean | undefined;
  /** How many calls each replica makes at once; default 64. */
  parallel?: number | undefined;
}

interface Run {
  readonly subject: ReplaySubject;
  readonly faults: ReplayFaults;
  readonly parallel: number;
  readonly guards: readonly RemoteGuard[];
  /** Options of an id issued now that lives an hour. */
  readonly hour: (owner?: string) => ConsumeOptions;
}

interface Clause {
  readonly name: string;
  readonly faulty?: boolean | undefined;
  readonly check: (run: Run) => Promise<void>;
}

/** The suite for the subjects that `make` makes: a fresh one per case, closed after it. */
export function replayCases(
  make: () => Promise<ReplaySubject>,
  { faults = true, parallel = 64 }: ReplayCasesOptions = {},
): readonly ReplayCase[] {
  const chosen = clauses.filter(({ faulty }) => faults || faulty !== true);
  return chosen.map(({ name, check }) => ({
    name,
    async run(): Promise<void> {
      const subject = await make();
      try {
        await check(runOf(subject, parallel));
      } finally {
        await subject.close();
      }
    },
  }));
}

function runOf(subject: ReplaySubject, parallel: number): Run {
  const now = subject.now ?? Date.now;
  return {
    subject,
    parallel,
    get faults() {
      assertTrue(subject.faults !== undefined, "The subject makes no faults.");
      return subject.faults;
    },
    guards: everyReplica(subject).map((replica) => subject.guard(replica)),
    hour: (owner) => ({ expiresAtMs: now() + 3_600_000, issuedAtMs: now(), owner }),
  };
}

function everyReplica({ replicaCount }: ReplaySubject): number[] {
  return Array.from({ length: replicaCount }, (_, replica) => replica);
}

/** Decisions of `parallel` calls on each guard, all at once. */
function rush(run: Run, id: string, options: ConsumeOptions): Promise<ReplayDecision[]> {
  const calls = run.guards.flatMap((guard) =>
    Array.from({ length: run.parallel }, () => guard.consume(id, options)),
  );
  return Promise.all(calls);
}

function tally(decisions: readonly ReplayDecision[]): Record<ReplayDecision, number> {
  const counts = { accepted: 0, known: 0, replayed: 0, refused: 0 };
  for (const decision of decisions) counts[decision] += 1;
  return counts;
}

async function until(run: Run, what: string, holds: () => Promise<boolean>): Promise<void> {
  const pause = run.subject.pause ?? realPause;
  for (let attempt = 0; attempt < 1000; attempt += 1) {
    // oxlint-disable-next-line no-await-in-loop
    if (await holds()) return;
    // oxlint-disable-next-line no-await-in-loop
    await pause();
  }
  throw new Error(`Still not so: ${what}.`);
}

function realPause(): Promise<void> {
  const { setTimer } = resolveEnvironment();
  return new Promise((resolve) => {
    setTimer(resolve, 10);
  });
}

const quiet: readonly Clause[] = [
  {
    name: "of many calls on all replicas at once exactly one is accepted (U6)",
    async check(run) {
      const counts = tally(await rush(run, "id", run.hour()));
      const others = run.guards.length * run.parallel - 1;
      const expected = { accepted: 1, known: 0, replayed: others, refused: 0 };
      assertEqual(counts, expected, "decisions");
    },
  },
  {
    name: "of many calls by one owner one is accepted and the others known",
    async check(run) {
      const counts = tally(await rush(run, "id", run.hour("owner")));
      const others = run.guards.length * run.parallel - 1;
      const expected = { accepted: 1, known: others, replayed: 0, refused: 0 };
      assertEqual(counts, expected, "decisions");
    },
  },
  {
    name: "the same owner elsewhere is known, another or none replayed (G4)",
    async check({ guards, hour }) {
      const [a, b] = guards as [RemoteGuard, RemoteGuard];
      assertEqual(await a.consume("id", hour("owner")), "accepted", "first");
      assertEqual(await b.consume("id", hour("owner")), "known", "the same owner elsewhere");
      assertEqual(await a.consume("id", hour("owner")), "known", "the same owner here");
      assertEqual(await b.consume("id", hour("thief")), "replayed", "another owner");
      assertEqual(await b.consume("id", hour()), "replayed", "no owner");
    },
  },
  {
    name: "ids and namespaces are apart from each other",
    async check({ guards, subject, hour }) {
      const [a] = guards as [RemoteGuard];
      assertEqual(await a.consume("id", hour()), "accepted", "one id");
      assertEqual(await a.consume("id:2", hour()), "accepted", "another id");
      const other = subject.guard(1, { namespace: "other" });
      assertEqual(await other.consume("id", hour()), "accepted", "another namespace");
    },
  },
  {
    name: "what has expired beyond the leeway is refused, what is within it is not",
    async check({ guards, subject }) {
      const [a] = guards as [RemoteGuard];
      const nowMs = (subject.now ?? Date.now)();
      const at = (expiresAtMs: number) => ({ expiresAtMs, issuedAtMs: nowMs });
      assertEqual(await a.consume("old", at(nowMs - 61_000)), "refused", "beyond");
      assertEqual(await a.consume("new", at(nowMs - 50_000)), "accepted", "within");
    },
  },
  {
    name: "a time in seconds is a RangeError",
    async check({ guards }) {
      const [a] = guards as [RemoteGuard];
      const call = (): Promise<unknown> => a.consume("id", { expiresAtMs: 1_700_000_000 });
      await assertRejects(call, { name: "RangeError" }, "seconds");
    },
  },
];

const faulty: readonly Clause[] = [
  {
    name: "a lost reply is refused, and the id is not accepted again",
    faulty: true,
    async check({ guards, faults, hour }) {
      const [a, b] = guards as [RemoteGuard, RemoteGuard];
      // A guard that has not yet made sure that the tier has its data asks for that first: then the
      // lost reply would be another one, and the id refused without ever having been sent.
      assertEqual(await a.consume("earlier", hour()), "accepted", "before");
      await faults.loseReplies(0);
      assertEqual(await a.consume("id", hour()), "refused", "without an answer");
      await faults.mend(0);
      assertEqual(await b.consume("id", hour()), "replayed", "elsewhere");
      assertEqual(await a.consume("id", hour()), "replayed", "here");
    },
  },
  {
    name: "connections cut amid many calls never make two acceptances",
    faulty: true,
    async check(run) {
      const { guards, faults, hour } = run;
      for (let round = 0; round < 5; round += 1) {
        const id = `id ${round}`;
        const options = hour();
        const rushing = rush(run, id, options);
        // oxlint-disable-next-line no-await-in-loop
        await faults.cut(0);
        // oxlint-disable-next-line no-await-in-loop
        await faults.cut(1);
        // oxlint-disable-next-line no-await-in-loop
        const before = tally(await rushing);
        // oxlint-disable-next-line no-await-in-loop
        await Promise.all([faults.mend(0), faults.mend(1)]);
        // oxlint-disable-next-line no-await-in-loop
        const after = await Promise.all(guards.map((guard) => guard.consume(id, options)));
        const accepted = before.accepted + tally(after).accepted;
        assertTrue(accepted <= 1, `${accepted} acceptances of ${id}`);
      }
    },
  },
  {
    name: "an open breaker refuses, and lets ids through again when it is closed",
    faulty: true,
    async check(run) {
      const { guards, faults, hour } = run;
      const [a, b] = guards as [RemoteGuard, RemoteGuard];
      await faults.cut(0);
      await faults.openBreaker(0);
      assertEqual(await a.consume("id", hour()), "refused", "while open");
      assertEqual(await b.consume("id", hour()), "accepted", "elsewhere");
      await faults.mend(0);
      assertEqual(await a.consume("id", hour()), "replayed", "afterwards");
      assertEqual(await a.consume("id 2", hour()), "accepted", "another id");
    },
  },
  {
    name: "outage 'local' accepts once per replica, and the clash is told when the tier is back",
    faulty: true,
    async check(run) {
      const { subject, faults, hour } = run;
      const options = hour();
      const local = [0, 1].map((replica) => subject.guard(replica, { outage: "local" }));
      for (const replica of [0, 1]) {
        // oxlint-disable-next-line no-await-in-loop
        await faults.cut(replica);
        // oxlint-disable-next-line no-await-in-loop
        await faults.openBreaker(replica);
      }
      const counts = tally(await rush({ ...run, guards: local }, "id", options));
      const others = 2 * (run.parallel - 1);
      const expected = { accepted: 2, known: 0, replayed: others, refused: 0 };
      assertEqual(counts, expected, "one acceptance each");
      assertEqual(await faults.doubleAccepts(), 0, "clashes told in the outage");
      await faults.mend(0);
      await faults.mend(1);
      await until(run, "the clash is told", async () => (await faults.doubleAccepts()) > 0);
      assertEqual(await faults.doubleAccepts(), 1, "clashes told");
      assertEqual(await subject.guard(0).consume("id", options), "replayed", "afterwards");
    },
  },
  {
    name: "outage 'allow' accepts what nobody can decide",
    faulty: true,
    async check({ subject, faults, hour }) {
      await faults.cut(0);
      await faults.openBreaker(0);
      const guard = subject.guard(0, { outage: "allow" });
      assertEqual(await guard.consume("id", hour()), "accepted", "once");
      await faults.mend(0);
    },
  },
];

const clauses: readonly Clause[] = [...quiet, ...faulty];
