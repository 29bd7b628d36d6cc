// The bus over Redis: which channel it takes, what it believes of what it hears.

import { RespError } from "@respite/resp";
import type { SubscribeOptions, TrackOptions } from "@respite/resp";
import { describe, expect, it } from "vitest";
import { RedisBus, type RedisBusOptions } from "../../src/invalidation/index.ts";
import { settle } from "../support/hybrid-world.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

/** A client that takes notes; `refuse` names what it refuses, and how. */
class FakeClient {
  readonly published: string[][] = [];
  readonly tried: string[] = [];
  tracking: TrackOptions | undefined;
  subscription: SubscribeOptions | undefined;
  closed = 0;
  readonly refuse: Partial<Record<"track" | "subscribe", RespError[]>>;

  constructor(refuse: Partial<Record<"track" | "subscribe", RespError[]>> = {}) {
    this.refuse = refuse;
  }

  async track(options: TrackOptions) {
    this.#try("track");
    this.tracking = options;
    options.onState?.("up");
    return this.#session();
  }

  async subscribe(_channel: string, options: SubscribeOptions) {
    this.#try("subscribe");
    this.subscription = options;
    options.onState?.("up");
    return { ...this.#session(), channels: [], [Symbol.asyncIterator]: undefined as never };
  }

  async call(args: readonly unknown[]) {
    this.published.push(args as string[]);
    return 1 as never;
  }

  /** What the server would send. */
  say(message: string): void {
    this.subscription?.onMessage?.({ channel: "c", message });
  }

  #try(what: "track" | "subscribe"): void {
    this.tried.push(what);
    const error = this.refuse[what]?.shift();
    if (error !== undefined) throw error;
  }

  #session() {
    return {
      close: async () => {
        this.closed += 1;
      },
    };
  }
}

const unsupported = () => new RespError("UNSUPPORTED", "no tracking");

function start(client: FakeClient, options: Partial<RedisBusOptions> = {}) {
  const clock = new VirtualClock();
  const heard: (readonly string[] | null)[] = [];
  const states: string[] = [];
  const warnings: string[] = [];
  const bus = new RedisBus({
    client: client as never,
    keyPrefix: "shop:",
    environment: clock.environment,
    onWarning: (message) => warnings.push(message),
    ...options,
  });
  bus.start({
    onInvalidate: (keys) => heard.push(keys),
    onState: (state) => states.push(state),
  });
  return { bus, clock, heard, states, warnings };
}

describe("RedisBus", () => {
  it("tracks the prefix where the server can, and says nothing itself", async () => {
    const client = new FakeClient();
    const { bus, heard, states } = start(client);
    await settle();
    expect([bus.kind, bus.echoes, states]).toEqual(["tracking", true, ["up"]]);
    expect(client.tracking?.prefixes).toEqual(["shop:"]);
    client.tracking?.onInvalidate(["shop:a", "shop:b:c", "other:x"]);
    client.tracking?.onInvalidate(null);
    expect(heard).toEqual([["a", "b:c"], null]);
    await bus.publish(["a"]);
    expect(client.published).toEqual([]);
    await bus.close();
    await bus.close();
    expect(client.closed).toBe(1);
  });

  it("falls back to pub/sub, which leaves out one's own words", async () => {
    const client = new FakeClient({ track: [unsupported()] });
    const { bus, heard } = start(client);
    await settle();
    expect([bus.kind, bus.echoes]).toEqual(["pubsub", false]);
    await bus.publish(["a"]);
    await bus.publish(null);
    const said = client.published.map(([, , message]) => message as string);
    expect(client.published[0]?.slice(0, 2)).toEqual(["PUBLISH", "shop:%invalidate"]);
    for (const message of said) client.say(message);
    expect(heard).toEqual([]);
    client.say(JSON.stringify(["someone else", ["a", "b"]]));
    client.say(JSON.stringify(["someone else", null]));
    expect(heard).toEqual([["a", "b"], null]);
  });

  it("takes what it can't read for 'everything'", async () => {
    const client = new FakeClient({ track: [unsupported()] });
    const { heard } = start(client);
    await settle();
    for (const message of ["", "{", "[]", "7", '["x", [1]]', '["x", "all"]']) client.say(message);
    expect(heard).toEqual([null, null, null, null, null, null]);
  });

  it("insists on tracking where told so, and warns", async () => {
    const client = new FakeClient({ track: [unsupported()] });
    const { warnings, states } = start(client, { kind: "tracking" });
    await settle();
    expect(client.tried).toEqual(["track"]);
    expect(states).toEqual([]);
    expect(warnings[0]).toContain("CLIENT TRACKING");
  });

  it("tries again after a lost connection", async () => {
    const lost = new RespError("CONNECTION_CLOSED", "lost");
    const client = new FakeClient({ track: [lost] });
    const { clock, states } = start(client);
    await settle();
    expect(states).toEqual([]);
    clock.advance(700);
    await settle();
    expect(client.tried).toEqual(["track", "track"]);
    expect(states).toEqual(["up"]);
  });

  it("gives up with a closed client", async () => {
    const client = new FakeClient({ track: [new RespError("CLIENT_CLOSED", "closed")] });
    const { clock } = start(client);
    await settle();
    expect(clock.pending).toBe(0);
  });
});
