// What every transport must do, as cases that any test runner can run: `run` rejects if the transport
// is wrong. For those who write a transport of their own, and for ours.

import { isRespError, type CancelSignal } from "../base/index.ts";
import type { Link, LinkHandlers, Target, Transport } from "../transport/transport.ts";

/** The transport under test and a way to listen on its other side. */
export interface TransportFixture {
  /** What is tested. */
  readonly transport: Transport;
  /** Accepts links until closed; `accept` is called once for each and handles it. */
  listen(accept: (link: Link) => LinkHandlers): Promise<TransportListener>;
  /** A target where nobody listens. */
  readonly deadTarget: Target;
}

/** An open listener of the fixture. */
export interface TransportListener {
  /** What to open to reach it. */
  readonly target: Target;
  /** Stops accepting. */
  close(): Promise<void>;
}

/** One case: a title, and a run that rejects if the transport breaks its contract. */
export interface ContractCase {
  /** What must hold. */
  readonly name: string;
  /** Rejects if it does not. */
  run(): Promise<void>;
}

/** The cases of the transport contract; `open` makes a fixture for each. */
export function transportCases(
  open: () => TransportFixture | Promise<TransportFixture>,
): readonly ContractCase[] {
  return Object.entries(cases).map(([name, body]) => ({
    name,
    run: async () => {
      await body(await open());
    },
  }));
}

const cases: Readonly<Record<string, (fixture: TransportFixture) => Promise<void>>> = {
  "delivers bytes in order, both ways": async (fixture) => {
    await withPair(fixture, async ({ near, far }) => {
      near.link.write(bytes(1, 2));
      near.link.write(bytes(3));
      await far.until(() => far.received.length === 3, "three bytes on the far side");
      far.link.write(bytes(4, 5));
      await near.until(() => near.received.length === 2, "two bytes on the near side");
      equal(far.received.join(), "1,2,3");
      equal(near.received.join(), "4,5");
    });
  },

  "asks to wait when the peer lags, and says when to go on": async (fixture) => {
    await withPair(fixture, async ({ near, far }) => {
      far.count = near.count = true;
      const part = Uint8Array.from({ length: 4096 * period }, (_byte, at) => at % period);
      let written = 0;
      while (near.link.write(part)) {
        written += part.length;
        if (written > maxBuffered) throw new Error("write never returned false");
      }
      written += part.length;
      await near.until(() => near.drains > 0, "drain after a write that returned false");
      await far.until(() => far.receivedBytes === written, "all bytes on the far side");
      equal(far.garbled, false);
    });
  },

  "end: what was written arrives, then both sides close": async (fixture) => {
    await withPair(fixture, async ({ near, far }) => {
      near.link.write(bytes(7));
      near.link.end();
      equal(near.link.write(bytes(8)), false);
      await near.until(() => near.closes.length > 0, "close after end");
      await far.until(() => far.closes.length > 0, "close of the far side");
      equal(far.received.join(), "7");
      equal(near.closes[0], undefined);
    });
  },

  "a peer that ends: its bytes arrive, then close with an error": async (fixture) => {
    await withPair(fixture, async ({ near, far }) => {
      far.link.write(bytes(9));
      far.link.end();
      await near.until(() => near.closes.length > 0, "close after the peer's end");
      equal(near.received.join(), "9");
      equal(isRespError(near.closes[0]) && near.closes[0].code, "CONNECTION_CLOSED");
    });
  },

  "destroy: close once, later, with its error; then nothing": async (fixture) => {
    await withPair(fixture, async ({ near, far }) => {
      const reason = new Error("enough");
      far.link.write(bytes(1));
      near.link.destroy(reason);
      near.link.destroy(new Error("again"));
      near.link.end();
      equal(near.link.write(bytes(2)), false);
      equal(near.closes.length, 0);
      await near.until(() => near.closes.length > 0, "close after destroy");
      await far.until(() => far.closes.length > 0, "close of the far side");
      equal(near.closes[0], reason);
      equal(near.received.length, 0);
      equal(near.closes.length, 1);
    });
  },

  "a peer that is gone at once: open resolves or rejects, and close comes once": async (
    fixture,
  ) => {
    const near = new Side();
    const listener = await fixture.listen((link) => {
      link.destroy();
      return new Side();
    });
    const link = await fixture.transport.open(listener.target, near).catch(() => undefined);
    if (link !== undefined) await near.until(() => near.closes.length > 0, "close");
    equal(near.closes.length, link === undefined ? 0 : 1);
    await listener.close();
  },

  "nothing is reported before open has resolved": async (fixture) => {
    const listener = await fixture.listen((link) => {
      link.write(bytes(1));
      link.end();
      return new Side();
    });
    const near = new Side();
    const link = await fixture.transport.open(listener.target, near);
    equal(near.received.length + near.closes.length, 0);
    await near.until(() => near.closes.length > 0, "close");
    equal(near.received.join(), "1");
    link.destroy();
    await listener.close();
  },

  "a target where nobody listens: open rejects": async (fixture) => {
    const near = new Side();
    const error = await rejection(fixture.transport.open(fixture.deadTarget, near));
    equal(error instanceof Error, true);
    equal(near.closes.length, 0);
  },

  "a signal that has fired: open rejects with ABORTED": async (fixture) => {
    const listener = await fixture.listen(() => new Side());
    const signal = new TestSignal();
    signal.fire();
    await rejectsAborted(fixture.transport.open(listener.target, new Side(), signal));
    await listener.close();
  },

  "a signal that fires while opening: open rejects with ABORTED, the half-open link is gone":
    async (fixture) => {
      const far: Side[] = [];
      const listener = await fixture.listen((link) => {
        const side = new Side();
        side.link = link;
        far.push(side);
        return side;
      });
      const signal = new TestSignal();
      const near = new Side();
      const opening = fixture.transport.open(listener.target, near, signal);
      signal.fire();
      await rejectsAborted(opening);
      equal(near.closes.length, 0);
      equal(signal.listeners.size, 0);
      await Promise.all(
        far.map((side) => side.until(() => side.closes.length > 0, "close of the far side")),
      );
      await listener.close();
    },

  "a signal that fires after open changes nothing": async (fixture) => {
    const signal = new TestSignal();
    await withPair(
      fixture,
      async ({ near, far }) => {
        equal(signal.listeners.size, 0);
        signal.fire();
        near.link.write(bytes(1));
        await far.until(() => far.received.length === 1, "a byte on the far side");
      },
      signal,
    );
  },
};

/** More than any transport should take before it asks to wait. */
const maxBuffered = 1 << 28;

/** The bytes of a long transfer count up to this, again and again. */
const period = 251;

/** One side of a link: its handlers, and what they heard. */
class Side implements LinkHandlers {
  link!: Link;
  /** True to count received bytes instead of keeping them. */
  count = false;
  received: number[] = [];
  receivedBytes = 0;
  /** True if counted bytes did not count up. */
  garbled = false;
  drains = 0;
  closes: (Error | undefined)[] = [];
  #waiting: (() => void)[] = [];

  accepted(link: Link): void {
    this.link = link;
    this.#changed();
  }

  data(chunk: Uint8Array): void {
    if (this.count) {
      const from = this.receivedBytes;
      this.garbled ||= chunk.some((byte, at) => byte !== (from + at) % period);
    } else {
      this.received.push(...chunk);
    }
    this.receivedBytes += chunk.length;
    this.#changed();
  }

  drain(): void {
    this.drains += 1;
    this.#changed();
  }

  close(error?: Error): void {
    this.closes.push(error);
    this.#changed();
  }

  /** Resolves when `condition` holds; rejects when the side closes without it. */
  async until(condition: () => boolean, what: string): Promise<void> {
    while (!condition()) {
      if (this.closes.length > 0) throw new Error(`closed before: ${what}`);
      // oxlint-disable-next-line no-await-in-loop -- one change is awaited after the other
      await this.#change();
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #changed(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

/** A CancelSignal by hand, since a bare context has no AbortController. */
class TestSignal implements CancelSignal {
  aborted = false;
  reason: unknown;
  readonly listeners: Set<() => void> = new Set();

  addEventListener(_type: "abort", listener: () => void): void {
    this.listeners.add(listener);
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    this.listeners.delete(listener);
  }

  fire(): void {
    this.aborted = true;
    this.reason = new Error("the caller's reason");
    for (const listener of this.listeners) listener();
  }
}

async function withPair(
  fixture: TransportFixture,
  use: (pair: { near: Side; far: Side }) => Promise<void>,
  signal?: CancelSignal,
): Promise<void> {
  const near = new Side();
  const far = new Side();
  const listener = await fixture.listen((link) => {
    far.accepted(link);
    return far;
  });
  near.link = await fixture.transport.open(listener.target, near, signal);
  await far.until(() => far.link !== undefined, "accept");
  await use({ near, far });
  near.link.destroy();
  await near.until(() => near.closes.length > 0, "close");
  await far.until(() => far.closes.length > 0, "close of the far side");
  equal(near.closes.length, 1);
  equal(far.closes.length, 1);
  await listener.close();
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`expected a rejection, got ${String(value)}`);
}

async function rejectsAborted(promise: Promise<unknown>): Promise<void> {
  const error = await rejection(promise);
  equal(isRespError(error) && error.code, "ABORTED");
}

function bytes(...values: number[]): Uint8Array {
  return Uint8Array.from(values);
}

function equal(actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`expected ${String(expected)}, got ${String(actual)}`);
}
