// The breaker against the reference model: every interleaving to a depth, then long random ones.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CircuitBreaker, type Permit } from "../src/index.ts";
import {
  createModel,
  isIdle,
  limits,
  stepModel,
  type Model,
  type Step,
} from "./reference-model.ts";
import { VirtualClock } from "./virtual-clock.ts";

const { failures, slowCalls, openMs, permits, successes, probeTimeoutMs } = limits;
const slowMs = 5;
const down = new Error("down");

class Subject {
  readonly clock = new VirtualClock();
  readonly flying: Permit[] = [];
  readonly breaker = new CircuitBreaker({
    trip: [{ failures }, { slowRate: 1, slowMs, window: { calls: slowCalls } }],
    openMs,
    halfOpen: { permits, successes, probeTimeoutMs },
    environment: this.clock,
    statsWindow: false,
  });

  perform(step: Step): boolean {
    const { breaker } = this;
    switch (step) {
      case "acquire": {
        const permit = breaker.tryAcquire();
        if (permit !== undefined) this.flying.push(permit);
        return permit !== undefined;
      }
      case "tick":
        this.clock.ms += 1;
        return false;
      case "half-open":
        breaker.halfOpen();
        return false;
      case "isolate":
        breaker.isolate();
        return false;
      case "reset":
        // The model notices an ended opening at once, the breaker when asked.
        void breaker.state;
        breaker.reset();
        return false;
      case "open":
        void breaker.state;
        breaker.open(down);
        return false;
      default:
        this.#end(step);
        return false;
    }
  }

  #end(step: Step): void {
    const permit = step.endsWith("oldest") ? this.flying.shift() : this.flying.pop();
    if (step.startsWith("succeed")) permit?.succeed(0);
    else if (step.startsWith("slow")) permit?.succeed(slowMs);
    else if (step.startsWith("fail")) permit?.fail(down, 0);
    else permit?.release();
  }
}

/** Runs the steps on both and says where they first differ; compares after each from `from` on. */
function difference(steps: readonly Step[], from = 0): string | undefined {
  const model = createModel();
  const subject = new Subject();
  for (const [index, step] of steps.entries()) {
    const due = stepModel(model, step);
    const given = subject.perform(step);
    if (given !== due) return `${steps.slice(0, index + 1).join(" ")}: permit ${given}`;
    const wrong = index < from ? undefined : compare(model, subject);
    if (wrong !== undefined) return `${steps.slice(0, index + 1).join(" ")}: ${wrong}`;
  }
  return undefined;
}

function compare(model: Model, { breaker }: Subject): string | undefined {
  const { state, consecutiveFailures, generation } = breaker.stats();
  if (state !== model.state) return `state ${state}, due ${model.state}`;
  if (state === "closed" && consecutiveFailures !== model.failures) {
    return `${consecutiveFailures} failures, due ${model.failures}`;
  }
  return generation === model.period ? undefined : `period ${generation}, due ${model.period}`;
}

/**
 * Every sequence of up to `depth` steps after `prefix`, each run from the start on a new breaker.
 * Left out are only those with the end of a call while none is in flight, which is the same
 * sequence without that step, and "newest" where that is the oldest. The last step alone is
 * compared: its prefixes have been.
 */
function explore(
  alphabet: readonly Step[],
  depth: number,
  prefix: readonly Step[] = [],
): { runs: number; wrong: string[] } {
  const wrong: string[] = [];
  const steps: Step[] = [...prefix];
  let runs = 0;
  const visit = (): void => {
    if (steps.length === prefix.length + depth || wrong.length > 0) return;
    const model = createModel();
    for (const step of steps) stepModel(model, step);
    for (const step of alphabet) {
      if (isIdle(model, step)) continue;
      steps.push(step);
      runs += 1;
      const found = difference(steps, steps.length - 1);
      if (found !== undefined) wrong.push(found);
      visit();
      steps.pop();
    }
  };
  visit();
  return { runs, wrong };
}

const ofCalls: Step[] = [
  "acquire",
  "succeed-oldest",
  "succeed-newest",
  "slow-oldest",
  "slow-newest",
  "fail-oldest",
  "fail-newest",
  "release-oldest",
  "release-newest",
  "tick",
];
const all: Step[] = [...ofCalls, "half-open", "isolate", "reset", "open"];

describe("every interleaving of acquire, success, failure, slow, abort and clock tick", () => {
  it("agrees with the model to depth 8, ending the oldest or the newest call", () => {
    expect(explore(ofCalls, 8)).toEqual({ runs: 147_166, wrong: [] });
  }, 120_000);

  it("agrees with the model to depth 8 from half-open, where the deep states are", () => {
    expect(explore(ofCalls, 8, ["open", "half-open"])).toEqual({ runs: 82_898, wrong: [] });
  }, 60_000);

  it("agrees with the model to depth 6 with every manual step", () => {
    expect(explore(all, 6)).toEqual({ runs: 137_022, wrong: [] });
  }, 60_000);

  it("would notice a wrong breaker", () => {
    const steps: Step[] = ["acquire", "fail-oldest", "acquire", "fail-oldest"];
    const model = createModel();
    for (const step of steps) stepModel(model, step);
    const subject = new Subject();
    for (const step of steps.slice(0, 2)) subject.perform(step);
    expect(compare(model, subject)).toBe("state closed, due open");
  });
});

describe("long random runs", () => {
  const anySteps = fc.array(fc.constantFrom(...all), { maxLength: 200 });

  it("agree with the model", () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        expect(difference(steps)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it("never have more live probes than permits", () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        const subject = new Subject();
        for (const step of steps) {
          subject.perform(step);
          expect(subject.breaker.stats().probesInFlight).toBeLessThanOrEqual(permits);
        }
      }),
      { numRuns: 200 },
    );
  });
});

/**
 * True if the breaker closes when calls in flight hang for ever, time passes and new calls succeed.
 */
function closes(subject: Subject): boolean {
  // Isolation is a person's decision, and so is its end.
  if (subject.breaker.state === "isolated") subject.breaker.reset();
  for (let round = 0; round < openMs + probeTimeoutMs + successes; round++) {
    subject.breaker.tryAcquire()?.succeed(0);
    subject.clock.ms += 1;
  }
  return subject.breaker.state === "closed";
}

describe("with a healthy backend", () => {
  it("closed is reached from every reachable state with up to four calls in flight", () => {
    const stuck: string[] = [];
    const seen = new Set<string>();
    let edge: Step[][] = [[]];
    // States alike by their fingerprint are visited once; it ends when no step leads to a new one.
    while (edge.length > 0) {
      const next: Step[][] = [];
      for (const steps of edge) {
        const model = createModel();
        for (const step of steps) stepModel(model, step);
        const hash = fingerprint(model);
        if (seen.has(hash) || model.flying.length > 4) continue;
        seen.add(hash);
        const subject = new Subject();
        for (const step of steps) subject.perform(step);
        if (!closes(subject)) stuck.push(steps.join(" "));
        for (const step of all) if (!isIdle(model, step)) next.push([...steps, step]);
      }
      edge = next;
    }
    expect(stuck).toEqual([]);
    expect(seen.size).toBeGreaterThan(700);
  }, 60_000);

  it("closed is reached after any long run", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...all), { maxLength: 200 }), (steps) => {
        const subject = new Subject();
        for (const step of steps) subject.perform(step);
        expect(closes(subject)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

/** A state without what can't matter any more: absolute times, numbers of periods, old outcomes. */
function fingerprint(model: Model): string {
  const { state, period, at, openUntil, failures: failed, successes: succeeded, slow } = model;
  const flying = model.flying.map((call) =>
    call.period === period ? Math.min(at - call.at, probeTimeoutMs) : "old",
  );
  const left = state === "open" ? openUntil - at : 0;
  const probed = state === "half-open" ? succeeded : 0;
  return JSON.stringify([state, left, failed, probed, slow.slice(-slowCalls), flying]);
}
