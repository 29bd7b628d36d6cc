// A client, a scripted server and a clock, ready for a test.

import { createClient, type Client, type ClientOptions } from "@respite/resp";
import { onTestFinished } from "vitest";
import { FakeServer, resp2Handshake, resp3Handshake } from "./fake-server.ts";
import { VirtualClock } from "./virtual-clock.ts";

/** What a test works with. */
export interface Stage {
  readonly clock: VirtualClock;
  readonly server: FakeServer;
  readonly client: Client;
}

/** Builds a stage; the client is destroyed when the test ends. */
export function stage(options: ClientOptions = {}, seed: number = 1): Stage {
  const clock = new VirtualClock(seed);
  const server = new FakeServer(clock);
  server.handshake = options.protocol === 3 ? resp3Handshake : resp2Handshake;
  const client = createClient({
    transport: server.transport,
    environment: clock.environment,
    ...options,
  });
  onTestFinished(() => client.destroy());
  return { clock, server, client };
}

/** Notes what a promise comes to, so that it may be read at any later moment. */
export function watch(promise: Promise<unknown>): { outcome: unknown } {
  const watched: { outcome: unknown } = { outcome: "pending" };
  promise.then(
    (value) => (watched.outcome = value),
    (error: unknown) => (watched.outcome = error),
  );
  return watched;
}
