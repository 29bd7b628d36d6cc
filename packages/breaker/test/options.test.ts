// Wrong options are refused with their name, their value and what would be accepted.
import { describe, expect, expectTypeOf, it } from "vitest";
import type { Environment } from "../../resp/src/base/index.ts";
import {
  CircuitBreaker,
  type BreakerEnvironment,
  type CircuitBreakerOptions,
} from "../src/index.ts";

const rate = { failureRate: 0.5, window: { calls: 10 } };

describe("options", () => {
  it.each<[string, unknown, typeof TypeError | typeof RangeError, RegExp]>([
    ["no object", 5, TypeError, /CircuitBreaker: options must be an object, got 5/],
    ["unknown name", { opneMs: 1 }, TypeError, /unknown option "opneMs".*openMs/],
    ["openMs as text", { openMs: "1" }, TypeError, /"openMs" must be a number, got "1"/],
    ["openMs 0", { openMs: 0 }, RangeError, /"openMs" must be an integer from 1 .* got 0/],
    ["openMs NaN", { openMs: Number.NaN }, RangeError, /"openMs".*got NaN/],
    ["openMs fraction", { openMs: 1.5 }, RangeError, /"openMs".*got 1.5/],
    ["failures 0", { trip: { failures: 0 } }, RangeError, /trip: option "failures".*got 0/],
    ["unknown trip", { trip: { failuers: 5 } }, TypeError, /trip: unknown option "failuers"/],
    ["mixed rules", { trip: { failures: 5, ...rate } }, TypeError, /unknown option "failures"/],
    ["trip as number", { trip: 5 }, TypeError, /trip: options must be an object, got 5/],
    ["no rules", { trip: [] }, RangeError, /trip: an array of rules must not be empty/],
    ["second rule", { trip: [{}, { failures: 0 }] }, RangeError, /trip\[1\]: option "failures"/],
    ["rate above 1", { trip: { ...rate, failureRate: 50 } }, RangeError, /"failureRate".*got 50/],
    ["rate 0", { trip: { ...rate, failureRate: 0 } }, RangeError, /"failureRate".*above 0/],
    ["no rate", { trip: { window: { calls: 1 } } }, TypeError, /needs "failureRate", or/],
    ["slowRate alone", { trip: { ...rate, slowRate: 1 } }, TypeError, /"slowRate" and "slowMs"/],
    ["no window", { trip: { failureRate: 1 } }, TypeError, /either "calls" or "ms"/],
    ["two windows", { trip: { ...rate, window: { calls: 1, ms: 10 } } }, TypeError, /either/],
    ["minCalls too large", { trip: { ...rate, minCalls: 11 } }, RangeError, /"minCalls".*to 10/],
    ["permits 0", { halfOpen: { permits: 0 } }, RangeError, /halfOpen: option "permits"/],
    ["successes 0", { halfOpen: { successes: 0 } }, RangeError, /"successes"/],
    ["probeTimeoutMs 0", { halfOpen: { probeTimeoutMs: 0 } }, RangeError, /"probeTimeoutMs"/],
    ["factor 0.5", { openBackoff: { factor: 0.5 } }, RangeError, /openBackoff: option "factor"/],
    ["maxMs < openMs", { openBackoff: { maxMs: 1 } }, RangeError, /"maxMs".*from 60000/],
    ["jitter 2", { openBackoff: { jitter: 2 } }, RangeError, /"jitter"/],
    ["classify", { classify: "failure" }, TypeError, /"classify" must be a function/],
    ["errorStacks", { errorStacks: 1 }, TypeError, /"errorStacks" must be true or false/],
    ["initial state", { initialState: { state: "ajar" } }, RangeError, /"state".*got "ajar"/],
    ["initial null", { initialState: null }, TypeError, /initialState: options must be an object/],
    [
      "since when closed",
      { initialState: { state: "closed", sinceMs: 1 } },
      TypeError,
      /"sinceMs"/,
    ],
    ["until", { initialState: { state: "open", untilMs: "x" } }, TypeError, /"untilMs"/],
    ["rule without create", { trip: { create: 5 } }, TypeError, /"create" must be a function/],
    ["timed", { trip: { create: () => ({}), timed: 1 } }, TypeError, /"timed" must be true or/],
    ["retry after", { maxRetryAfterMs: -1 }, RangeError, /"maxRetryAfterMs".*got -1/],
    ["announce", { announceHalfOpen: 1 }, TypeError, /"announceHalfOpen" must be true or false/],
    ["slowMs", { slowMs: 0 }, RangeError, /"slowMs".*got 0/],
    ["stats window", { statsWindow: {} }, TypeError, /statsWindow: must have either/],
    ["timer", { environment: { setTimer: 5 } }, TypeError, /"setTimer" must be a function/],
    ["clock", { environment: { now: 5 } }, TypeError, /environment: option "now"/],
  ])("refuses %s", (_name, options, type, message) => {
    const make = (): CircuitBreaker => new CircuitBreaker(options as CircuitBreakerOptions);
    expect(make).toThrow(type);
    expect(make).toThrow(message);
  });

  // oxlint-disable-next-line vitest/expect-expect -- the type checker asserts
  it("takes the environment of @respite/resp, whole or in part", () => {
    expectTypeOf<Environment>().toExtend<BreakerEnvironment>();
    expectTypeOf<{ environment: Partial<Environment> }>().toExtend<CircuitBreakerOptions>();
  });

  it("takes an environment that offers more than a breaker needs, and leaves gaps to the platform", () => {
    const environment: Partial<BreakerEnvironment> & { defer(): void } = {
      now: () => 1,
      defer: () => {},
    };
    const breaker = new CircuitBreaker({ environment });
    expect(breaker.stats().sinceMs).toBe(1);
    expect(new CircuitBreaker().stats().sinceMs).toBeGreaterThan(1.6e12);
  });

  it("uses a given now for both clocks", () => {
    let ms = 0;
    const breaker = new CircuitBreaker({ openMs: 10, environment: { now: () => ms } });
    breaker.open();
    ms = 10;
    expect(breaker.state).toBe("half-open");
  });

  it("does not follow a wall clock that jumps", () => {
    let wallMs = 1e12;
    let ms = 0;
    const environment = { now: () => wallMs, monotonic: () => ms };
    const breaker = new CircuitBreaker({ openMs: 10, environment });
    breaker.open();
    wallMs = 0;
    ms = 10;
    expect(breaker.state).toBe("half-open");
    breaker.open();
    wallMs = 2e12;
    expect(breaker.state).toBe("open");
  });
});
