// Entry of one replica's process: a token service over HTTP in front of a hybrid cache with its
// default settings. Its parent tells it its name, its key and where Redis is.

import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import { type Cache, createCache } from "@respite/cache";
import { registerMetrics } from "@respite/cache/prometheus";
import { Registry } from "prom-client";
import { serveParent, tellParent } from "../processes/child.ts";
import type { ReplicaSettings } from "../processes/messages.ts";
import { forwardingLogger } from "./forwarding-logger.ts";
import { createRoutes } from "./routes.ts";
import { TokenService } from "./token-service.ts";
import { TokenSigner } from "./token-signer.ts";

let cache: Cache | undefined;
let server: Server | undefined;

serveParent<ReplicaSettings>({
  async start({ name, redis, signingKey }) {
    cache = createCache({ mode: "hybrid", redis, logger: forwardingLogger() });
    cache.on((event) => {
      const atMs = Date.now();
      if (event.type === "recovered") tellParent({ type: "recovered", atMs });
      if (event.type === "breaker" && event.to === "open")
        tellParent({ type: "breaker-open", atMs });
    });
    await cache.connect();
    const registry = new Registry();
    const { cache: cacheOperations, redis: redisOperations } = cache.operations;
    registerMetrics(cache, { registry, cacheOperations, redisOperations });
    const signer = await TokenSigner.from(signingKey);
    const ownMemory = createCache({ mode: "memory" });
    const service = new TokenService(name, signer, { cache, ownMemory });
    const app = createRoutes({ replica: name, service, cache, registry });
    const port = await listen(app);
    tellParent({ type: "ready", port, serverPid: process.pid, what: `replica ${name}` });
  },
  async stop() {
    await closeServer();
    await cache?.close();
  },
});

function listen(app: Parameters<typeof serve>[0]): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { fetch: app.fetch, hostname: "127.0.0.1", port: 0 };
    server = serve(options, ({ port }) => {
      resolve(port);
    }) as Server;
    server.once("error", reject);
  });
}

/**
 * Answers what has been asked, then closes; keep-alive connections end as soon as they are idle.
 */
function closeServer(): Promise<void> {
  return new Promise((resolve) => {
    if (server === undefined) {
      resolve();
      return;
    }
    const closing = server;
    const timer = setInterval(() => {
      closing.closeIdleConnections();
    }, 10);
    closing.close(() => {
      clearInterval(timer);
      resolve();
    });
  });
}
