// Signs and verifies the service's tokens: JWTs with Ed25519, by jose. Every replica has the same
// key, so what one signs all verify. Nothing here knows of caches.

import { importJWK, type JWK, type JWTPayload, jwtVerify, SignJWT } from "jose";

/** What a token is for: many uses as a bearer token, or one use in an exchange. */
export type TokenUse = "access" | "exchange";

/** A token's verified content. */
export interface TokenClaims {
  /** The token's own id. */
  readonly jti: string;
  /** The user. */
  readonly sub: string;
  /** The session it belongs to. */
  readonly sid: string;
  /** Wall clock, ms. */
  readonly issuedAtMs: number;
  /** Wall clock, ms. */
  readonly expiresAtMs: number;
}

type Key = Awaited<ReturnType<typeof importJWK>>;

const issuer = "respite-demo";
const algorithm = "EdDSA";
const lifeSeconds = { access: 3600, exchange: 300 } as const;

/** See the file's head. */
export class TokenSigner {
  readonly #key: Key;
  readonly #publicKey: Key;

  private constructor(key: Key, publicKey: Key) {
    this.#key = key;
    this.#publicKey = publicKey;
  }

  /** @throws if the JWK is no private Ed25519 key. */
  static async from(signingKey: JWK): Promise<TokenSigner> {
    const { d: _, ...publicPart } = signingKey;
    return new TokenSigner(
      await importJWK(signingKey, algorithm),
      await importJWK(publicPart, algorithm),
    );
  }

  /** Signs a new token with an id of its own. */
  sign(use: TokenUse, sub: string, sid: string): Promise<string> {
    // RFC 7519 allows fractions of a second, and they matter: after a loss of the shared tier ids
    // are judged by whether they were issued before it.
    const issuedAt = Date.now() / 1000;
    return new SignJWT({ sid })
      .setProtectedHeader({ alg: algorithm })
      .setIssuer(issuer)
      .setAudience(use)
      .setSubject(sub)
      .setJti(crypto.randomUUID())
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + lifeSeconds[use])
      .sign(this.#key);
  }

  /** @throws {JOSEError} if signature, expiry, issuer or use is wrong. */
  async verify(use: TokenUse, token: string): Promise<TokenClaims> {
    const { payload } = await jwtVerify(token, this.#publicKey, {
      issuer,
      audience: use,
      algorithms: [algorithm],
      requiredClaims: ["jti", "sub", "sid", "iat", "exp"],
    });
    const { jti, sub, iat, exp } = payload as Required<JWTPayload>;
    return {
      jti,
      sub,
      sid: String(payload["sid"]),
      issuedAtMs: Math.floor(iat * 1000),
      expiresAtMs: Math.floor(exp * 1000),
    };
  }
}
