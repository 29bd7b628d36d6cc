// The service over HTTP. Answers that may be out of date say so twice: in a header for proxies, and
// in the body for people.

import type { Cache } from "@respite/cache";
import { healthHttpStatus, healthJson, isCacheError } from "@respite/cache";
import { type Context, Hono } from "hono";
import type { Registry } from "prom-client";
import type { RequestOutage } from "./bearer-ids.ts";
import { Refusal } from "./refusal.ts";
import type { TokenService } from "./token-service.ts";

/** What the routes stand on. */
export interface RoutesParts {
  readonly replica: string;
  readonly service: TokenService;
  readonly cache: Cache;
  readonly registry: Registry;
}

/** The HTTP application of one replica. */
export function createRoutes({ replica, service, cache, registry }: RoutesParts): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    context.header("x-replica", replica);
  });
  app.post("/login", async (context) => context.json(await service.login(await userOf(context))));
  app.get("/me", async (context) => {
    const me = await service.me(bearerTokenOf(context), outageOf(context));
    if (me.degraded) context.header("x-cache-degraded", "true");
    return context.json(me);
  });
  app.post("/refresh", async (context) =>
    context.json(await service.refresh(bearerTokenOf(context))),
  );
  app.post("/exchange", async (context) =>
    context.json(await service.exchange(bearerTokenOf(context))),
  );
  app.post("/revoke", async (context) => {
    const revoked = await service.revoke(bearerTokenOf(context));
    return context.json({ revoked }, revoked === "shared" ? 200 : 202);
  });
  app.get("/health", async (context) => {
    const health = await cache.health();
    return context.json(healthJson(health), healthHttpStatus(health.status));
  });
  app.get("/metrics", async (context) => {
    context.header("content-type", registry.contentType);
    return context.body(await registry.metrics());
  });
  app.onError(answerError);
  return app;
}

function answerError(error: Error, context: Context): Response {
  if (error instanceof Refusal) return context.json({ error: error.reason }, error.status);
  if (isCacheError(error)) {
    return context.json({ error: "unavailable", detail: error.message }, 503);
  }
  return context.json({ error: "internal", detail: error.message }, 500);
}

function bearerTokenOf(context: Context): string {
  const token = /^Bearer (\S+)$/.exec(context.req.header("authorization") ?? "")?.[1];
  if (token === undefined) throw new Refusal("invalid-token");
  return token;
}

/** `?outage=local` accepts what this replica knows by itself; otherwise an outage is a 503. */
function outageOf(context: Context): RequestOutage {
  return context.req.query("outage") === "local" ? "local" : "deny";
}

async function userOf(context: Context): Promise<string> {
  const body = await context.req.json<{ user?: unknown }>().catch(() => undefined);
  if (typeof body?.user !== "string" || body.user === "") throw new Refusal("bad-request");
  return body.user;
}
