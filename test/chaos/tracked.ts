// What a client has taken from its platform and not given back: timers and links.

import type { Environment, Transport } from "@respite/resp";
import type { TimerHandle } from "@respite/resp/base";

/** An environment and a transport that count what is open. */
export class Tracked {
  readonly environment: Environment;
  readonly transport: Transport;
  readonly #timers = new Set<object>();
  #links = 0;
  #opening = 0;

  constructor(environment: Environment, transport: Transport) {
    const timers = this.#timers;
    const handles = new WeakMap<object, TimerHandle>();
    this.environment = {
      ...environment,
      setTimer: (callback, delayMs, background) => {
        const timer = {};
        timers.add(timer);
        const fire = (): void => {
          timers.delete(timer);
          callback();
        };
        handles.set(timer, environment.setTimer(fire, delayMs, background));
        return timer;
      },
      clearTimer: (timer) => {
        const handle = timers.delete(timer as object) ? handles.get(timer as object) : undefined;
        if (handle !== undefined) environment.clearTimer(handle);
      },
    };
    this.transport = {
      open: (target, handlers, signal) => this.#open(transport, target, handlers, signal),
    };
  }

  /** What is open, in words; undefined if nothing is. */
  left(): string | undefined {
    const { size } = this.#timers;
    if (size + this.#links + this.#opening === 0) return undefined;
    return `${size} timers, ${this.#links} sockets, ${this.#opening} sockets being opened`;
  }

  async #open(
    transport: Transport,
    ...args: Parameters<Transport["open"]>
  ): ReturnType<Transport["open"]> {
    const [target, handlers, signal] = args;
    this.#opening += 1;
    try {
      const link = await transport.open(
        target,
        {
          data: (chunk, owned) => handlers.data(chunk, owned),
          drain: () => handlers.drain(),
          close: (error) => {
            this.#links -= 1;
            handlers.close(error);
          },
        },
        signal,
      );
      this.#links += 1;
      return link;
    } finally {
      this.#opening -= 1;
    }
  }
}
