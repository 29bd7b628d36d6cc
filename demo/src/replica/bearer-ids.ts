// Has this bearer token been seen before, and by whom? The first time a replica meets a token it
// takes the token's id with the token's digest as owner. Another replica that meets the same token
// gets "known", never "replayed": a bearer token is meant to be shown again. Only another token
// under the same id is a replay.

import type { Cache, Namespace, ReplayDecision, ReplayGuardLike } from "@respite/cache";
import type { TokenClaims } from "./token-signer.ts";

/** What an outage may mean for one request. */
export type RequestOutage = "deny" | "local";

/** See the file's head. */
export class BearerIds {
  readonly #guards: Readonly<Record<RequestOutage, ReplayGuardLike>>;
  /** Ids this process has taken or recognised; it need not ask again. */
  readonly #seenHere: Namespace<string>;

  /** `ownMemory` is a cache of this process alone. */
  constructor(cache: Cache, ownMemory: Cache) {
    this.#guards = {
      deny: cache.replayGuard({ namespace: "jti", outage: "deny" }),
      local: cache.replayGuard({ namespace: "jti", outage: "local" }),
    };
    this.#seenHere = ownMemory.namespace<string>("seen", { immutable: true });
  }

  /** "accepted" the first time anywhere, then "known"; "replayed" if another token has this id. */
  async meet(token: string, claims: TokenClaims, outage: RequestOutage): Promise<ReplayDecision> {
    const { jti, issuedAtMs, expiresAtMs } = claims;
    const owner = await digestOf(token);
    const seen = await this.#seenHere.get(jti);
    if (seen !== undefined) return seen === owner ? "known" : "replayed";
    const decision = await this.#guards[outage].consume(jti, { expiresAtMs, issuedAtMs, owner });
    if (decision === "accepted" || decision === "known") {
      await this.#seenHere.set(jti, owner, { ttlMs: Math.max(1, expiresAtMs - Date.now()) });
    }
    return decision;
  }
}

async function digestOf(token: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return Buffer.from(digest).toString("base64url");
}
