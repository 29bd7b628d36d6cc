// The breaker against the reference model: every interleaving to a depth, then long random ones.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CircuitBreaker, type Permit } from "../src/index.ts";
import { createModel, limits, stepModel, type Model, type Step } from "./reference-model.ts";
import { VirtualClock } from "./virtual-clock.ts";

const { failures, openMs, permits, successes, probeTimeoutMs } = limits;

class Subject {
  readonly clock = new VirtualClock();
  readonly flying: Permit[] = [];
  readonly breaker = new CircuitBreaker({
    trip: { failures },
    openMs,
    halfOpen: { permits, successes, probeTimeoutMs },
    environment: this.clock,
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
        this.clock.advance(1);
        return false;
      case "half-open":
        breaker.halfOpen();
        return false;
      case "isolate":
        breaker.isolate();
        return false;
      case "reset":
        breaker.reset();
        return false;
      case "open":
        // The model notices an ended opening at once, the breaker when asked.
        void breaker.state;
        breaker.open(new Error("by hand"));
        return false;
      case "succeed-oldest":
      case "succeed-newest":
      case "fail-oldest":
      case "fail-newest":
      case "release-oldest":
      case "release-newest":
        this.#end(step);
        return false;
      default:
        return step;
    }
  }

  #end(step: Step): void {
    const permit = step.endsWith("oldest") ? this.flying.shift() : this.flying.pop();
    if (step.startsWith("succeed")) permit?.succeed();
    else if (step.startsWith("fail")) permit?.fail(new Error("down"));
    else permit?.release();
  }
}

/** Runs the steps on both and says where they first differ. */
function difference(steps: readonly Step[]): string | undefined {
  const model = createModel();
  const subject = new Subject();
  for (const [index, step] of steps.entries()) {
    const due = stepModel(model, step);
    const given = subject.perform(step);
    const wrong = given === due ? compare(model, subject) : `permit ${given}, due ${due}`;
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

/** Every sequence of `depth` steps after `prefix`. */
function explore(
  alphabet: readonly Step[],
  depth: number,
  prefix: readonly Step[] = [],
): { runs: number; wrong?: string } {
  const total = alphabet.length ** depth;
  const steps: Step[] = [...prefix];
  for (let run = 0; run < total; run++) {
    let rest = run;
    for (let at = 0; at < depth; at++) {
      steps[prefix.length + at] = alphabet[rest % alphabet.length] ?? "tick";
      rest = Math.floor(rest / alphabet.length);
    }
    const wrong = difference(steps);
    if (wrong !== undefined) return { runs: run, wrong };
  }
  return { runs: total };
}

const fromOldest: Step[] = ["acquire", "succeed-oldest", "fail-oldest", "release-oldest", "tick"];
const fromNewest: Step[] = ["acquire", "succeed-newest", "fail-newest", "release-newest", "tick"];
const all: Step[] = [
  ...fromOldest,
  "succeed-newest",
  "fail-newest",
  "release-newest",
  "half-open",
  "isolate",
  "reset",
  "open",
];

describe("every interleaving of acquire, success, failure, release and tick", () => {
  it("agrees with the model to depth 7, ending the oldest call first", () => {
    expect(explore(fromOldest, 7)).toEqual({ runs: 78_125 });
  }, 60_000);

  it("agrees with the model to depth 7, ending the newest call first", () => {
    expect(explore(fromNewest, 7)).toEqual({ runs: 78_125 });
  }, 60_000);

  it("agrees with the model to depth 5 with every manual step", () => {
    expect(explore(all, 5)).toEqual({ runs: 248_832 });
  }, 60_000);

  it("agrees with the model to depth 7 from half-open, where the deep states are", () => {
    expect(explore(fromOldest, 7, ["open", "half-open"])).toEqual({ runs: 78_125 });
    expect(explore(fromNewest, 6, ["open", "half-open"])).toEqual({ runs: 15_625 });
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

  it("can close from every reachable state once the backend is healthy", () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        const subject = new Subject();
        for (const step of steps) subject.perform(step);
        // Isolation is a person's decision, and so is its end.
        if (subject.breaker.state === "isolated") subject.breaker.reset();
        // Calls that were in flight hang for ever; only time passes and new calls succeed.
        for (let round = 0; round < openMs + probeTimeoutMs + successes; round++) {
          subject.breaker.tryAcquire()?.succeed();
          subject.clock.advance(1);
        }
        expect(subject.breaker.state).toBe("closed");
      }),
      { numRuns: 500 },
    );
  });
});
