// Accepts a one-time id (a token's `jti`) once across all replicas. One conditional write decides,
// and its reply is the decision: no "look, then take". A bearer token that its own owner shows
// again, perhaps to another replica, is no replay; so the record holds a digest of the owner.
//
//   consume(id) --> issued before the shared tier lost its data? --yes--> look only: known, replayed, refused
//        | no
//        v
//   SET NX --stored--> accepted         --conflict--> same owner: known, else replayed
//          --no answer, outage--> refused (never sent twice)

import { type Environment, OptionReader, Utf8, resolveEnvironment } from "@respite/resp/base";
import type { CacheBackend } from "../backend.ts";
import type {
  ConsumeOptions,
  RefusalReason,
  ReplayDecision,
  ReplayGuardLike,
  ReplayGuardOptions,
  ReplayStats,
  ReplayVerdict,
} from "../cache-types.ts";
import { isCacheError } from "../errors.ts";
import type { LossRecord, OutagePolicy, TieredSetOptions } from "../hybrid/hybrid-types.ts";
import { assertKey, namespacePrefix } from "../key.ts";
import { sameBytes } from "../same-bytes.ts";
import { sha256 } from "./sha256.ts";

/** Settings of a guard on a backend of one's own. */
export interface ReplayGuardSettings extends ReplayGuardOptions {
  /** Where records are kept; shared by all guards that must agree. */
  readonly backend: CacheBackend & Partial<LossRecord>;
  /** Clocks, timers, randomness; default the platform's. */
  readonly environment?: Partial<Environment> | undefined;
}

/**
 * Before the year 1973 in milliseconds, after 5100 in seconds: a smaller time was given in seconds.
 */
const leastTimeMs = 1e11;

const names = ["backend", "namespace", "outage", "leewayMs", "environment"];

/** See the file's head. */
export class ReplayGuard implements ReplayGuardLike {
  readonly #backend: CacheBackend & Partial<LossRecord>;
  readonly #prefix: string;
  readonly #outage: OutagePolicy;
  readonly #leewayMs: number;
  readonly #environment: Environment;
  readonly #utf8 = new Utf8();
  readonly #counts = { accepted: 0, known: 0, replayed: 0, refused: 0 };
  #longestLifeMs = 0;

  /** @throws {TypeError | RangeError} naming the option that is missing or wrong. */
  constructor(settings: ReplayGuardSettings) {
    const reader = new OptionReader("ReplayGuard", settings, names);
    const backend = reader.object<ReplayGuardSettings["backend"] | undefined>("backend", undefined);
    if (typeof backend?.setIfAbsent !== "function") {
      throw new TypeError('ReplayGuard: option "backend" is required and must be a cache backend.');
    }
    this.#backend = backend;
    this.#prefix = namespacePrefix(reader.string("namespace", "jti"));
    this.#outage = reader.choice("outage", ["deny", "local", "allow"], "deny");
    this.#leewayMs = reader.number("leewayMs", 60_000);
    this.#environment = resolveEnvironment(reader.object<Partial<Environment>>("environment", {}));
  }

  /**
   * Decides about an id. The record lives as long as the token may be shown, plus the leeway.
   *
   * "refused" also means that nobody could decide: the token has expired, the shared tier did not
   * answer or refused the write, or it lost its data after the id was issued.
   *
   * @throws {RangeError} for a time in seconds. @throws {CacheError} `ABORTED`, `CLOSED`.
   */
  async consume(id: string, options: ConsumeOptions): Promise<ReplayDecision> {
    return (await this.consumeWithMeta(id, options)).decision;
  }

  /** As {@link consume}, with the reason of a refusal. @throws as {@link consume}. */
  async consumeWithMeta(id: string, options: ConsumeOptions): Promise<ReplayVerdict> {
    assertKey(id);
    if (id === "") throw new RangeError("consume: an id must not be empty.");
    const expiresAtMs = checkTime("expiresAtMs", options.expiresAtMs);
    if (options.issuedAtMs !== undefined) checkTime("issuedAtMs", options.issuedAtMs);
    const lifeMs = Math.ceil(expiresAtMs - this.#environment.now() + this.#leewayMs);
    const verdict = lifeMs <= 0 ? refused("expired") : await this.#decide(id, lifeMs, options);
    this.#counts[verdict.decision] += 1;
    return verdict;
  }

  /** Decisions so far. */
  stats(): ReplayStats {
    return { ...this.#counts };
  }

  async #decide(id: string, lifeMs: number, options: ConsumeOptions): Promise<ReplayVerdict> {
    const key = this.#prefix + id;
    const record = this.#record(options.owner);
    this.#longestLifeMs = Math.max(this.#longestLifeMs, lifeMs);
    try {
      if (this.#isFromBeforeLoss(options)) return await this.#look(key, record, options, "loss");
      const settings: TieredSetOptions = {
        ttlMs: lifeMs,
        tier: "security",
        outage: this.#outage,
        signal: options.signal,
      };
      const isFirst = await this.#backend.setIfAbsent(key, record, settings);
      if (!isFirst) return await this.#look(key, record, options, "gone");
      // The loss may have been noticed by this very write.
      return this.#isFromBeforeLoss(options) ? refused("loss") : decided("accepted");
    } catch (error) {
      return this.#afterError(error);
    }
  }

  /** Who holds an id that can't be taken (any more). */
  async #look(
    key: string,
    record: Uint8Array,
    { owner, signal }: ConsumeOptions,
    otherwise: RefusalReason,
  ): Promise<ReplayVerdict> {
    const options = { tier: "security", outage: this.#outage, signal } as const;
    const held = await this.#backend.get(key, options);
    if (held === undefined) return refused(otherwise);
    return decided(owner !== undefined && sameBytes(held.value, record) ? "known" : "replayed");
  }

  /**
   * True if the record of an id that was used may have been lost. Without its time of issue that is
   * every id, for the longest life this guard has seen.
   */
  #isFromBeforeLoss({ issuedAtMs }: ConsumeOptions): boolean {
    const { lostAtMs } = this.#backend;
    if (lostAtMs === undefined) return false;
    if (issuedAtMs !== undefined) return issuedAtMs <= lostAtMs;
    return this.#environment.now() < lostAtMs + this.#longestLifeMs;
  }

  #afterError(error: unknown): ReplayVerdict {
    if (!isCacheError(error) || error.code === "ABORTED" || error.code === "CLOSED") throw error;
    const isOutage = error.code === "UNAVAILABLE" || error.code === "CIRCUIT_OPEN";
    if (error.maybeExecuted) return refused("unknown", error);
    if (!isOutage) return refused("rejected", error);
    return this.#outage === "allow" ? decided("accepted") : refused("outage", error);
  }

  /** An owner's digest; without an owner bytes that no other acceptance has. */
  #record(owner: string | undefined): Uint8Array {
    const record = new Uint8Array(33);
    if (owner !== undefined) {
      record[0] = 1;
      record.set(sha256(this.#utf8.encode(owner)), 1);
      return record;
    }
    const { crypto, random } = this.#environment;
    const own = record.subarray(1);
    // Only to tell two acceptances apart: without a crypto source plain randomness will do.
    if (crypto === undefined) own.forEach((_, index) => (own[index] = random() * 256));
    else crypto.getRandomValues(own);
    return record;
  }
}

function decided(decision: ReplayDecision): ReplayVerdict {
  return { decision, reason: undefined, error: undefined };
}

function refused(reason: RefusalReason, error?: Error): ReplayVerdict {
  return { decision: "refused", reason, error };
}

function checkTime(name: string, value: number): number {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new TypeError(
      `consume: ${name} must be a time in milliseconds since 1970, got ${String(value)}.`,
    );
  }
  if (value < leastTimeMs) {
    throw new RangeError(
      `consume: ${name} is ${value}, which looks like seconds; give milliseconds since 1970.`,
    );
  }
  return value;
}
