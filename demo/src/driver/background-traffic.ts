// Users that go on reading their sessions, on whatever replica is in rotation, while other things
// happen. Every answer is checked; what is wrong with one is kept as a sentence.

import { setTimeout as sleep } from "node:timers/promises";
import type { RequestOutage } from "../replica/bearer-ids.ts";
import type { Me } from "../replica/token-service.ts";
import type { Answer } from "./replica-client.ts";
import type { Stage } from "./stage.ts";

/** What the traffic does. */
export interface TrafficOptions {
  readonly outage: RequestOutage;
  /** Tokens to show, each belonging to a session that must be there. */
  readonly tokens: readonly string[];
  /** What is wrong with an answer; undefined = nothing. Default: anything but 200. */
  readonly check?: ((answer: Answer<Me>) => string | undefined) | undefined;
}

/** What came of it. */
export interface TrafficResult {
  readonly requests: number;
  readonly problems: readonly string[];
}

/** Pause of a worker between two requests, in ms: enough that the machine is busy, not drowned. */
const pauseMs = 5;

/** See the file's head. */
export class BackgroundTraffic {
  readonly #stage: Stage;
  readonly #options: TrafficOptions;
  readonly #problems: string[] = [];
  readonly #workers: Promise<void>[];
  #requests = 0;
  #stopped = false;

  constructor(stage: Stage, options: TrafficOptions) {
    this.#stage = stage;
    this.#options = options;
    this.#workers = Array.from({ length: stage.load.workers }, (_, index) => this.#work(index));
  }

  /** Requests answered so far. */
  get requests(): number {
    return this.#requests;
  }

  /** Ends it after the requests in flight. */
  async stop(): Promise<TrafficResult> {
    this.#stopped = true;
    await Promise.all(this.#workers);
    return { requests: this.#requests, problems: this.#problems };
  }

  async #work(index: number): Promise<void> {
    const stage = this.#stage;
    const { tokens } = this.#options;
    while (!this.#stopped) {
      const clients = stage.fleet.clients;
      // Each keeps to one replica while nobody joins or leaves, so that all have the same share.
      const client = clients[index % clients.length];
      const token = tokens[Math.floor(stage.random() * tokens.length)];
      if (client === undefined || token === undefined) break;
      const problem = await client
        .me(token, this.#options.outage)
        .then(this.#options.check ?? checkServed, String);
      this.#requests += 1;
      if (problem !== undefined) this.#problems.push(`${client.name}: ${problem}`);
      await sleep(pauseMs);
    }
  }
}

/** Nothing but 200 will do. */
export function checkServed(answer: Answer<unknown>): string | undefined {
  return answer.status === 200 ? undefined : describeAnswer(answer);
}

/** "401 revoked". */
export function describeAnswer({ status, error, degraded }: Answer<unknown>): string {
  return `${status}${error === undefined ? "" : ` ${error}`}${degraded ? " degraded" : ""}`;
}
