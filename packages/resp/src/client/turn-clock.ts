// When commands were issued, with one look at the clock for all that leave together: a look for each
// is a tenth of what a command costs. What is issued in a turn can't be sent before its end, so that
// is when their time begins.
//
//   turn  ──issue──issue──issue──|flush        moment.ms: the first issue's time until the turn ends,
//           ^ moment made        ^ moment set   then the end's: a deadline comes late rather than early

import type { Environment } from "../base/index.ts";

/** When a turn's commands were issued; shared by all of them. */
export interface Moment {
  /** By the monotonic clock, in whole milliseconds, as a fraction would be an object of its own. */
  ms: number;
}

/** Gives the moment of the turn at hand. */
export class TurnClock {
  readonly #environment: Environment;
  #moment: Moment | undefined;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** The same for all calls until what was deferred at the first of them runs. */
  moment(): Moment {
    return this.#moment ?? this.#begin();
  }

  #begin(): Moment {
    const moment = { ms: this.#nowMs() };
    this.#moment = moment;
    this.#environment.defer(this.#end);
    return moment;
  }

  readonly #end = (): void => {
    if (this.#moment !== undefined) this.#moment.ms = this.#nowMs();
    this.#moment = undefined;
  };

  #nowMs(): number {
    return Math.ceil(this.#environment.monotonic());
  }
}
