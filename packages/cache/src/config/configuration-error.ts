// Wrong settings, all of them in one error: whoever deploys should not fix them one restart at a
// time.

import { CacheError } from "../errors.ts";

/** One wrong setting. */
export interface ConfigurationProblem {
  /** The setting's name: REDIS_POOL_SIZE in the environment, redis.poolSize in a manifest. */
  readonly name: string;
  /** Where it came from. */
  readonly source: "environment" | "manifest";
  /** What is wrong and what is accepted; secrets are not repeated. */
  readonly problem: string;
}

/** Everything that is wrong with a configuration: code `INVALID_CONFIGURATION`. */
export class ConfigurationError extends CacheError {
  /** At least one, in the order of the documented table. */
  readonly problems: readonly ConfigurationProblem[];

  constructor(problems: readonly ConfigurationProblem[]) {
    const lines = problems.map(({ name, source, problem }) => `  ${name} (${source}): ${problem}`);
    super("INVALID_CONFIGURATION", `The configuration is wrong:\n${lines.join("\n")}`);
    this.problems = problems;
  }

  static {
    const name = { value: "ConfigurationError", configurable: true };
    Object.defineProperty(this.prototype, "name", name);
  }
}
