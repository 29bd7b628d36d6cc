// wrap: a function with a breaker around it keeps its types, its `this` and its name.
import { describe, expect, expectTypeOf, it } from "vitest";
import { BreakerOpenError, CircuitBreaker, type CancelSignal } from "../src/index.ts";

const down = new Error("connection refused");

class Repository {
  readonly rows = new Map([["a", 1]]);

  find(key: string, times = 1): Promise<number | undefined> {
    return Promise.resolve((this.rows.get(key) ?? 0) * times);
  }
}

async function fetchUser(id: number, _options?: { signal?: CancelSignal }): Promise<string> {
  if (id < 0) throw down;
  return Promise.resolve(`user ${id}`);
}

describe("wrap", () => {
  it("passes arguments and this on, and gives the result", async () => {
    const breaker = new CircuitBreaker();
    const repository = new Repository();
    const find = breaker.wrap(repository.find);
    await expect(find.call(repository, "a", 3)).resolves.toBe(3);
    const guarded = Object.assign(new Repository(), { find });
    await expect(guarded.find("a")).resolves.toBe(1);
    expect(breaker.stats().successes).toBe(2);
  });

  it("makes a promise of a sync result and a rejection of a throw", async () => {
    const breaker = new CircuitBreaker();
    await expect(breaker.wrap(JSON.parse)("[1]")).resolves.toEqual([1]);
    await expect(breaker.wrap(JSON.parse)("[")).rejects.toBeInstanceOf(SyntaxError);
    expect(breaker.stats()).toMatchObject({ successes: 1, failures: 1 });
  });

  it("keeps the name, and rejects while open without calling", async () => {
    const breaker = new CircuitBreaker();
    let calls = 0;
    const wrapped = breaker.wrap(function count() {
      calls += 1;
    });
    expect(wrapped.name).toBe("count");
    breaker.isolate();
    await expect(wrapped()).rejects.toBeInstanceOf(BreakerOpenError);
    expect(calls).toBe(0);
  });

  it("finds the signal among the arguments", async () => {
    const breaker = new CircuitBreaker();
    const wrapped = breaker.wrap(fetchUser, { signal: (_id, options) => options?.signal });
    await expect(wrapped(1)).resolves.toBe("user 1");
    const signal = AbortSignal.abort("gone");
    await expect(wrapped(1, { signal })).rejects.toMatchObject({ code: "ABORTED", cause: "gone" });
  });

  it("gives the fallback the error and the arguments", async () => {
    const breaker = new CircuitBreaker();
    const wrapped = breaker.wrap(fetchUser, {
      fallback: (error, id) => ({ id, message: (error as Error).message }),
    });
    await expect(wrapped(-1)).resolves.toEqual({ id: -1, message: "connection refused" });
  });

  // oxlint-disable-next-line vitest/expect-expect -- the type checker asserts
  it("keeps types: arguments, optional ones, this, generics, sync results, fallbacks", () => {
    const breaker = new CircuitBreaker();
    expectTypeOf(breaker.wrap(fetchUser)).parameters.toEqualTypeOf<Parameters<typeof fetchUser>>();
    expectTypeOf(breaker.wrap(fetchUser)).returns.toEqualTypeOf<Promise<string>>();
    const find = breaker.wrap(function find(this: Repository, key: string): number | undefined {
      return this.rows.get(key);
    });
    expectTypeOf(find).thisParameter.toEqualTypeOf<Repository>();
    expectTypeOf(find).returns.toEqualTypeOf<Promise<number | undefined>>();
    const identity = breaker.wrap(<X>(value: X): Promise<X> => Promise.resolve(value));
    expectTypeOf(identity("text" as const)).toEqualTypeOf<Promise<"text">>();
    const recovered = breaker.wrap(fetchUser, { fallback: () => undefined });
    expectTypeOf(recovered).returns.toEqualTypeOf<Promise<string | undefined>>();
    const wrong = breaker.wrap(fetchUser);
    // @ts-expect-error -- a text is no number
    void ((): unknown => wrong("1"));
  });

  // oxlint-disable-next-line vitest/expect-expect -- the type checker asserts
  it("has run keep types too: sync, async, fallback, and a signal that fetch takes", () => {
    const breaker = new CircuitBreaker();
    expectTypeOf(breaker.run(() => 1)).toEqualTypeOf<Promise<number>>();
    expectTypeOf(breaker.run(() => fetchUser(1))).toEqualTypeOf<Promise<string>>();
    const fallback = (): undefined => undefined;
    expectTypeOf(breaker.run(() => 1, { fallback })).toEqualTypeOf<Promise<number | undefined>>();
    void breaker.run(({ signal }) => {
      expectTypeOf(signal).toExtend<AbortSignal | undefined>();
    });
  });
});
