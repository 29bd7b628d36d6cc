// The command line of `npm start`.

import { Command, InvalidArgumentError, Option } from "commander";
import type { RedisChoice } from "./processes/redis-process.ts";

/** What the command line says. */
export interface DemoOptions {
  /** Leave everything running after the show, until Ctrl-C. */
  readonly stay: boolean;
  /** Which server plays Redis. */
  readonly server: RedisChoice;
  /** Less traffic. */
  readonly quick: boolean;
  /** Seed of what the traffic chooses. */
  readonly seed: number;
  /** False with --no-color. */
  readonly color: boolean;
}

/** Reads the command line; prints help and ends the process where that is asked for. */
export function parseOptions(argv: readonly string[]): DemoOptions {
  const command = new Command("npm start --")
    .description("Three replicas of a token service share one Redis, which is then killed.")
    .option("--stay", "leave everything running afterwards, until Ctrl-C", false)
    .addOption(
      new Option("--server <name>", "what plays Redis; auto takes the first there is")
        .choices(["auto", "redis-server", "valkey-server", "embedded"])
        .default("auto"),
    )
    .option("--quick", "less traffic", false)
    .option("--seed <number>", "what the traffic's choices follow from", parseSeed, newSeed())
    .option("--no-color", "plain text")
    .parse([...argv]);
  return command.opts<DemoOptions>();
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32) return seed;
  throw new InvalidArgumentError("It must be an integer from 0 to 4294967295.");
}

function newSeed(): number {
  return Math.floor(Math.random() * 2 ** 32);
}
