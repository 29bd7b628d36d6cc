// One replica's routes on bad input and on the rules of tokens, over a memory cache and without
// sockets.

import { createCache } from "@respite/cache";
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from "jose";
import { Registry } from "prom-client";
import { beforeEach, describe, expect, it } from "vitest";
import { createRoutes } from "../src/replica/routes.ts";
import { TokenService, type Grant } from "../src/replica/token-service.ts";
import { TokenSigner } from "../src/replica/token-signer.ts";

let app: ReturnType<typeof createRoutes>;
let signer: TokenSigner;

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair("EdDSA", { extractable: true });
  return exportJWK(privateKey);
}

beforeEach(async () => {
  const cache = createCache({ mode: "memory" });
  signer = await TokenSigner.from(await newKey());
  const service = new TokenService("A", signer, { cache, ownMemory: createCache() });
  app = createRoutes({ replica: "A", service, cache, registry: new Registry() });
});

async function ask(method: string, path: string, token?: string, body?: string) {
  const headers: Record<string, string> = {};
  if (token !== undefined) headers["authorization"] = `Bearer ${token}`;
  const response = await app.request(path, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function login(user = "ada"): Promise<Grant> {
  const { status, body } = await ask("POST", "/login", undefined, JSON.stringify({ user }));
  expect(status).toBe(200);
  return body as unknown as Grant;
}

describe("a replica", () => {
  it("serves the session of a token, first accepted, then known", async () => {
    const { token, session } = await login();
    expect((await ask("GET", "/me", token)).body).toMatchObject({ token: "accepted", session });
    expect((await ask("GET", "/me", token)).body).toMatchObject({ token: "known", session });
  });

  it.each([
    ["no body", undefined],
    ["no JSON", "user=ada"],
    ["null", "null"],
    ["no user", "{}"],
    ["an empty user", '{"user":""}'],
    ["a user that is no string", '{"user":7}'],
  ])("answers 400 to a login with %s", async (_, body) => {
    const answer = await ask("POST", "/login", undefined, body);
    expect(answer).toEqual({ status: 400, body: { error: "bad-request" } });
  });

  it.each(["/me", "/refresh", "/exchange", "/revoke"])(
    "answers 401 to %s without a token and with a malformed one",
    async (path) => {
      const method = path === "/me" ? "GET" : "POST";
      for (const token of [undefined, "x", "a.b.c", ""]) {
        expect(await ask(method, path, token)).toEqual({
          status: 401,
          body: { error: "invalid-token" },
        });
      }
    },
  );

  it("refuses a token of another key, of another use, and one that has expired", async () => {
    const { token, exchangeToken, session } = await login();
    const foreign = await (
      await TokenSigner.from(await newKey())
    ).sign("access", "ada", session.sid);
    const unsigned = `${token.slice(0, token.lastIndexOf("."))}.`;
    for (const wrong of [foreign, exchangeToken, unsigned]) {
      expect((await ask("GET", "/me", wrong)).body).toEqual({ error: "invalid-token" });
    }
    expect((await ask("POST", "/exchange", token)).body).toEqual({ error: "invalid-token" });
  });

  it("refuses an expired token of its own key", async () => {
    const key = await newKey();
    const own = await TokenSigner.from(key);
    const secondsAgo = Date.now() / 1000 - 7200;
    const expired = await new SignJWT({ sid: "s" })
      .setProtectedHeader({ alg: "EdDSA" })
      .setIssuer("respite-demo")
      .setAudience("access")
      .setSubject("ada")
      .setJti("j")
      .setIssuedAt(secondsAgo)
      .setExpirationTime(secondsAgo + 60)
      .sign(await importJWK(key, "EdDSA"));
    await expect(own.verify("access", expired)).rejects.toMatchObject({ code: "ERR_JWT_EXPIRED" });
  });

  it("refreshes a token once, however many ask at the same time", async () => {
    const { token } = await login();
    const answers = await Promise.all([1, 2, 3, 4].map(() => ask("POST", "/refresh", token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await ask("GET", "/me", token)).body).toEqual({ error: "revoked" });
    const grant = answers.find(({ status }) => status === 200)?.body as unknown as Grant;
    expect((await ask("GET", "/me", grant.token)).body).toMatchObject({ session: { revision: 2 } });
  });

  it("exchanges a one-time token once", async () => {
    const { exchangeToken, session } = await login();
    const first = await ask("POST", "/exchange", exchangeToken);
    expect(first.status).toBe(200);
    expect((first.body as unknown as Grant).session.sid).not.toBe(session.sid);
    const again = await ask("POST", "/exchange", exchangeToken);
    expect(again).toEqual({ status: 409, body: { error: "replayed" } });
  });

  it("refuses a revoked token and has dropped its session", async () => {
    const { token } = await login();
    await ask("POST", "/revoke", token);
    expect(await ask("GET", "/me", token)).toEqual({ status: 401, body: { error: "revoked" } });
  });

  it("serves the health page", async () => {
    const { status, body } = await ask("GET", "/health");
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: "healthy", cache: { mode: "memory" } });
  });
});
