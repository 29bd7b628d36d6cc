// Who is measured, and on what: the same async operation through every breaker, closed, rejecting
// and with a time limit that never passes.

import { CircuitBreaker, compose, timeout } from "@respite/breaker";
import {
  circuitBreaker,
  ConsecutiveBreaker,
  CountBreaker,
  handleAll,
  timeout as cockatielTimeout,
  TimeoutStrategy,
  wrap,
} from "cockatiel";
import Opossum from "opossum";

export type Library = "none" | "respite" | "cockatiel" | "opossum";
export type Case = "closed" | "window" | "rejecting" | "with timeout" | "permit" | "no permit";

/** One way to make a call; a rejecting one ends in an error, which the measurement catches. */
export interface Contender {
  readonly library: Library;
  readonly case: Case;
  /** What the row is called. */
  readonly name: string;
  readonly rejects: boolean;
  /** A promise, or undefined where the way is synchronous. */
  call(): Promise<unknown> | undefined;
  /** Stops timers. */
  close?(): void;
}

/** What every breaker calls. */
export async function operation(): Promise<number> {
  return 1;
}

const timeoutMs = 10_000;

/** Every row of the table, ours before the peers'. */
export function contenders(): Contender[] {
  return [
    row("none", "closed", "bare async call", operation),
    ...respite(),
    ...cockatiel(),
    ...opossum(),
  ];
}

function row(
  library: Library,
  kind: Case,
  name: string,
  call: () => Promise<unknown> | undefined,
): Contender {
  return { library, case: kind, name, rejects: kind === "rejecting", call };
}

function respite(): Contender[] {
  const closed = new CircuitBreaker();
  const windowed = new CircuitBreaker({ trip: { failureRate: 0.5, window: { calls: 100 } } });
  const slowMs = 10_000;
  const slow = new CircuitBreaker({ trip: { slowRate: 0.5, slowMs, window: { ms: 10_000 } } });
  const open = new CircuitBreaker({ initialState: { state: "isolated" } });
  const opened = new CircuitBreaker();
  opened.open(new Error("down"));
  const limited = compose(new CircuitBreaker(), timeout({ timeoutMs }));
  const wrapped = closed.wrap(operation);
  return [
    row("respite", "closed", "run", () => closed.run(operation)),
    row("respite", "closed", "wrap", () => wrapped()),
    row("respite", "window", "run, 100 calls", () => windowed.run(operation)),
    row("respite", "window", "run, slow calls, 10 s", () => slow.run(operation)),
    row("respite", "rejecting", "run, isolated", () => open.run(operation)),
    row("respite", "rejecting", "run, open", () => opened.run(operation)),
    row("respite", "with timeout", "compose(breaker, timeout)", () => limited.run(operation)),
    row("respite", "permit", "tryAcquire + succeed", () => {
      closed.tryAcquire()?.succeed();
      return undefined;
    }),
    row("respite", "no permit", "tryAcquire, open", () => {
      opened.tryAcquire();
      return undefined;
    }),
  ];
}

function cockatiel(): Contender[] {
  const closed = circuitBreaker(handleAll, {
    halfOpenAfter: 60_000,
    breaker: new ConsecutiveBreaker(5),
  });
  const windowed = circuitBreaker(handleAll, {
    halfOpenAfter: 60_000,
    breaker: new CountBreaker({ threshold: 0.5, size: 100 }),
  });
  const open = circuitBreaker(handleAll, {
    halfOpenAfter: 60_000,
    breaker: new ConsecutiveBreaker(5),
  });
  open.isolate();
  const limited = wrap(closed, cockatielTimeout(timeoutMs, TimeoutStrategy.Aggressive));
  return [
    row("cockatiel", "closed", "execute", () => closed.execute(operation)),
    row("cockatiel", "window", "execute, 100 calls", () => windowed.execute(operation)),
    row("cockatiel", "rejecting", "execute, isolated", () => open.execute(operation)),
    row("cockatiel", "with timeout", "wrap(breaker, timeout)", () => limited.execute(operation)),
  ];
}

function opossum(): Contender[] {
  const closed = new Opossum(operation, { timeout: false });
  const open = new Opossum(operation, { timeout: false, resetTimeout: 3_600_000 });
  open.open();
  const limited = new Opossum(operation, { timeout: timeoutMs });
  return [
    { ...row("opossum", "window", "fire", () => closed.fire()), close: () => closed.shutdown() },
    {
      ...row("opossum", "rejecting", "fire, open", () => open.fire()),
      close: () => open.shutdown(),
    },
    {
      ...row("opossum", "with timeout", "fire, timeout", () => limited.fire()),
      close: () => limited.shutdown(),
    },
  ];
}

/** A breaker to be kept, and what stops its timers. */
export interface Kept {
  readonly breaker: object;
  close?(): void;
}

/** Makes breakers as they come, for their memory. */
export const makers: readonly { readonly library: Library; readonly make: () => Kept }[] = [
  { library: "respite", make: () => ({ breaker: new CircuitBreaker() }) },
  {
    library: "cockatiel",
    make: () => ({
      breaker: circuitBreaker(handleAll, {
        halfOpenAfter: 60_000,
        breaker: new ConsecutiveBreaker(5),
      }),
    }),
  },
  {
    library: "opossum",
    make: () => {
      const breaker = new Opossum(operation, { timeout: false });
      return { breaker, close: () => breaker.shutdown() };
    },
  },
];
