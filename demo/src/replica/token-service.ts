// What the service does, apart from HTTP: sessions and tokens over one cache. Three namespaces,
// each with the policy its contents need:
//
//   sessions      general tier, in an outage written to the journal and read from this process
//   revocations   security tier: missing means "let in", so an outage is never "not revoked"
//   once          ids of one-time tokens, by the replay guard; in an outage they are refused

import { type Cache, isCacheError, type Namespace, type ReplayGuardLike } from "@respite/cache";
import { BearerIds, type RequestOutage } from "./bearer-ids.ts";
import { Refusal } from "./refusal.ts";
import type { TokenClaims, TokenSigner } from "./token-signer.ts";

/** A user's session, as all replicas share it. */
export interface Session {
  readonly sid: string;
  readonly sub: string;
  /** The replica that made it. */
  readonly madeOn: string;
  /** Counts refreshes. */
  readonly revision: number;
  /** Id of the access token that is current. */
  readonly jti: string;
}

/** What a login, an exchange and a refresh give. */
export interface Grant {
  readonly token: string;
  /** Can be exchanged once, on any replica, for a session of its own. */
  readonly exchangeToken: string;
  readonly session: Session;
}

/** What `/me` says. */
export interface Me {
  readonly session: Session;
  /** "accepted" the first time any replica met the token, then "known". */
  readonly token: "accepted" | "known";
  /** True if the shared tier could not be asked: all of this may be out of date. */
  readonly degraded: boolean;
  /** Where session and revocation were looked up. */
  readonly sources: { readonly session: string; readonly revocation: string };
}

const sessionTtlMs = 24 * 3_600_000;

/** See the file's head. */
export class TokenService {
  readonly #replica: string;
  readonly #signer: TokenSigner;
  readonly #sessions: Namespace<Session>;
  readonly #revocations: Namespace<{ readonly by: string }>;
  readonly #once: ReplayGuardLike;
  readonly #bearerIds: BearerIds;

  constructor(replica: string, signer: TokenSigner, caches: { cache: Cache; ownMemory: Cache }) {
    const { cache, ownMemory } = caches;
    this.#replica = replica;
    this.#signer = signer;
    this.#sessions = cache.namespace<Session>("session", {
      ttlMs: sessionTtlMs,
      acceptQueued: true,
      immutable: true,
    });
    this.#revocations = cache.namespace("revoked", { tier: "security" });
    this.#once = cache.replayGuard({ namespace: "once" });
    this.#bearerIds = new BearerIds(cache, ownMemory);
  }

  /** A new session for a user. */
  login(sub: string): Promise<Grant> {
    const sid = crypto.randomUUID();
    return this.#grant({ sid, sub, madeOn: this.#replica, revision: 1 });
  }

  /** The session of a token that is valid, not revoked and no replay. @throws {Refusal} */
  async me(token: string, outage: RequestOutage): Promise<Me> {
    const claims = await this.#verify("access", token);
    // Asked together, judged in order: that a token is revoked outweighs all else that is (not)
    // known.
    const [revocation, decision, session] = await Promise.allSettled([
      this.#revocations.getWithMeta(claims.jti, { outage }),
      this.#bearerIds.meet(token, claims, outage),
      this.#sessions.getWithMeta(claims.sid, { outage }),
    ]);
    const revoked = unwrap(revocation);
    if (revoked.value !== undefined) throw new Refusal("revoked");
    const met = unwrap(decision);
    if (met === "replayed") throw new Refusal("replayed");
    if (met === "refused") throw new Refusal("log-in-again");
    const { value, source, degraded } = unwrap(session);
    if (value === undefined) throw new Refusal(degraded ? "unavailable" : "no-session");
    return {
      session: value,
      token: met,
      degraded: degraded || revoked.degraded,
      sources: { session: source, revocation: revoked.source },
    };
  }

  /**
   * A new token for the same session; the old one is revoked, by one of many who ask.
   *
   * @throws {Refusal}
   */
  async refresh(token: string): Promise<Grant> {
    const { session } = await this.me(token, "deny");
    const claims = await this.#verify("access", token);
    const isFirst = await this.#revocations.setIfAbsent(
      claims.jti,
      { by: this.#replica },
      { ttlMs: lifeLeftMs(claims) },
    );
    if (!isFirst) throw new Refusal("revoked");
    return this.#grant({ ...session, revision: session.revision + 1 });
  }

  /**
   * A session of its own for who shows a one-time token, once across all replicas.
   *
   * @throws {Refusal}
   */
  async exchange(token: string): Promise<Grant> {
    const { jti, sub, expiresAtMs, issuedAtMs } = await this.#verify("exchange", token);
    const decision = await this.#once.consume(jti, { expiresAtMs, issuedAtMs });
    if (decision === "refused") throw new Refusal("undecided");
    if (decision !== "accepted") throw new Refusal("replayed");
    return this.login(sub);
  }

  /**
   * Ends a token and its session. "shared": every replica knows; "queued": this replica does, the
   * others will when the shared tier is back. @throws {Refusal}
   */
  async revoke(token: string): Promise<"shared" | "queued"> {
    const claims = await this.#verify("access", token);
    const [marked, deleted] = await Promise.all([
      this.#markRevoked(claims),
      this.#sessions.delete(claims.sid),
    ]);
    return marked === "shared" && deleted.outcome === "shared" ? "shared" : "queued";
  }

  async #grant(session: Omit<Session, "jti">): Promise<Grant> {
    const [token, exchangeToken] = await Promise.all([
      this.#signer.sign("access", session.sub, session.sid),
      this.#signer.sign("exchange", session.sub, session.sid),
    ]);
    const { jti } = await this.#signer.verify("access", token);
    const stored = { ...session, jti };
    await this.#sessions.set(session.sid, stored);
    return { token, exchangeToken, session: stored };
  }

  async #markRevoked(claims: TokenClaims): Promise<"shared" | "queued"> {
    const ttlMs = lifeLeftMs(claims);
    try {
      await this.#revocations.set(claims.jti, { by: this.#replica }, { ttlMs });
      return "shared";
    } catch (error) {
      // It acts here from now on, and that is said to who asked.
      if (isCacheError(error) && error.code === "NOT_SHARED") return "queued";
      throw error;
    }
  }

  async #verify(use: "access" | "exchange", token: string): Promise<TokenClaims> {
    try {
      return await this.#signer.verify(use, token);
    } catch (cause) {
      throw new Refusal("invalid-token", { cause });
    }
  }
}

function lifeLeftMs({ expiresAtMs }: TokenClaims): number {
  return Math.max(1, expiresAtMs - Date.now());
}

function unwrap<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === "fulfilled") return settled.value;
  throw settled.reason;
}
