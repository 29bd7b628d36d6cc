// The only way to the shared tier. It asks the breaker first, gives every question a deadline, and
// reports to the breaker what the answer says about the tier: an error reply is a sign of life, and
// everything that was lost with one connection is one failure.

import type { Environment } from "@respite/resp/base";
import { isRespError } from "@respite/resp/base";
import { CacheError, isCacheError } from "../errors.ts";
import { type Verdict, classifyOutage } from "../redis/outage.ts";
import { timeoutError } from "../waiting.ts";
import { Deadlines } from "./deadlines.ts";
import type { HybridBreaker } from "./hybrid-options.ts";
import type { Availability } from "./hybrid-types.ts";

/** Asks the shared tier; `what` names the operation in errors. */
export type Ask = <T>(what: string, question: () => Promise<T>) => Promise<T>;

type Permit = NonNullable<ReturnType<HybridBreaker["tryAcquire"]>>;

/** What a gate needs. */
export interface GateParts {
  readonly breaker: HybridBreaker;
  readonly environment: Environment;
  readonly timeoutMs: number;
  /** Called for each error that speaks of an outage, after the breaker has heard of it. */
  readonly onFailure: (error: Error) => void;
}

/** See the file's head. */
export class L2Gate {
  /** Set by the recovery: users are let through in "normal" alone. */
  availability: Availability = "normal";
  /** Successful questions. */
  answers = 0;
  /** Errors of any kind. */
  errors = 0;
  lastError: { readonly message: string; readonly atMs: number } | undefined;
  readonly #parts: GateParts;
  readonly #deadlines: Deadlines;
  readonly #seenCauses = new WeakSet<object>();

  constructor(parts: GateParts) {
    this.#parts = parts;
    this.#deadlines = new Deadlines(parts.timeoutMs, parts.environment);
  }

  /** Lets go of its timer; nothing may be asked afterwards. */
  close(): void {
    this.#deadlines.close();
  }

  /** @throws {CacheError} `CIRCUIT_OPEN` unless users are let through. */
  assertAvailable(): void {
    if (this.availability !== "normal") throw circuitOpenError();
  }

  /** Counts a failure that was seen elsewhere. */
  reportFailure(error: Error): void {
    if (verdictOf(error) !== "failure") return;
    this.#note(error);
    this.#parts.breaker.tryAcquire()?.fail(error);
    this.#parts.onFailure(error);
  }

  /** A user's question: rejected at once with `CIRCUIT_OPEN` unless the tier is available. */
  readonly ask: Ask = (what, question) => {
    if (this.availability !== "normal") return Promise.reject(circuitOpenError());
    return this.#pass(what, question);
  };

  /** A question of the recovery itself, which the breaker alone may refuse. */
  readonly askInRecovery: Ask = (what, question) => this.#pass(what, question);

  /** A user's question of many commands, each with a deadline of its own but none for the whole. */
  readonly askPatiently: Ask = (what, question) => {
    if (this.availability !== "normal") return Promise.reject(circuitOpenError());
    return this.#pass(what, question, true);
  };

  #pass<T>(what: string, question: () => Promise<T>, isPatient: boolean = false): Promise<T> {
    const permit = this.#parts.breaker.tryAcquire();
    if (permit === undefined) return Promise.reject(circuitOpenError());
    let work: Promise<T>;
    try {
      work = question();
    } catch (error) {
      work = Promise.reject(error);
    }
    // One promise for answer, deadline and verdict: each costs as much as sending the question.
    return new Promise<T>((resolve, reject) => {
      let isOver = false;
      const fail = (error: unknown): void => {
        if (isOver) return;
        isOver = true;
        if (deadline !== undefined) this.#deadlines.remove(deadline);
        this.#failed(permit, error);
        reject(error);
      };
      const succeed = (answer: T): void => {
        if (isOver) return;
        isOver = true;
        if (deadline !== undefined) this.#deadlines.remove(deadline);
        permit.succeed();
        this.answers += 1;
        resolve(answer);
      };
      const deadline = isPatient
        ? undefined
        : this.#deadlines.add(() => {
            fail(timeoutError(what, this.#parts.timeoutMs));
          });
      work.then(succeed, fail);
    });
  }

  /** Tells breaker and recovery what an error says about the tier. */
  #failed(permit: Permit, error: unknown): void {
    const verdict = verdictOf(error);
    this.#note(error);
    if (verdict === "success") permit.succeed();
    else if (verdict === "ignore" || this.#isOldNews(error)) permit.release();
    else permit.fail(error);
    if (verdict === "failure") this.#parts.onFailure(error as Error);
  }

  #note(error: unknown): void {
    this.errors += 1;
    const message = error instanceof Error ? error.message : String(error);
    this.lastError = { message, atMs: this.#parts.environment.now() };
  }

  /** True if another command has already told of the connection that this one was lost with. */
  #isOldNews(error: unknown): boolean {
    const cause = isCacheError(error) ? error.cause : error;
    if (!isRespError(cause) || cause.code !== "CONNECTION_CLOSED") return false;
    const root = cause.cause;
    if (typeof root !== "object" || root === null) return false;
    if (this.#seenCauses.has(root)) return true;
    this.#seenCauses.add(root);
    return false;
  }
}

/**
 * What an error of any shared tier says about it; an unknown error of a foreign backend is a
 * failure.
 */
export function verdictOf(error: unknown): Verdict {
  if (isCacheError(error) || isRespError(error)) return classifyOutage(error);
  return error instanceof TypeError || error instanceof RangeError ? "ignore" : "failure";
}

/** True if the shared tier could not be asked, or did not answer. */
export function isOutageError(error: unknown): boolean {
  if (isCacheError(error) && error.code === "CIRCUIT_OPEN") return true;
  return verdictOf(error) === "failure";
}

/** The rejection of a question that was not asked. */
export function circuitOpenError(): CacheError {
  return new CacheError(
    "CIRCUIT_OPEN",
    "Circuit breaker is open: the shared tier is not asked until a probe has been answered.",
  );
}

/** What a caller hears in an outage that its policy does not forgive: code `UNAVAILABLE`. */
export function unavailableError(what: string, cause: unknown): CacheError {
  const text =
    isCacheError(cause) && cause.code === "CIRCUIT_OPEN"
      ? cause.message
      : `${what}: the shared tier can't be asked; see cause.`;
  const maybeExecuted = isCacheError(cause) && cause.maybeExecuted;
  return new CacheError("UNAVAILABLE", text, { cause, maybeExecuted });
}

/** A claim was made on a tier that had just lost its data: it is first by that loss alone, perhaps. */
export function lostMeanwhileError(): CacheError {
  const text = "setIfAbsent: the shared tier has lost its data; who was first can't be told.";
  return new CacheError("UNAVAILABLE", text, { maybeExecuted: true });
}
