// Reads settings from environment variables: text in, typed values out, problems collected. An
// empty variable counts as absent, as orchestrators set it for "no value".

import type { ConfigurationProblem } from "./configuration-error.ts";

/** Environment variables: `process.env` fits. */
export type EnvironmentRecord = Readonly<Record<string, string | undefined>>;

/** Where variables really came from: the name of the field that stands for each. */
export type FieldNames = ReadonlyMap<string, string>;

const yes = new Set(["true", "1"]);
const no = new Set(["false", "0"]);

/** One record under inspection. Each method takes a setting's spellings, the best one first. */
export class EnvironmentReader {
  /** What was wrong so far. */
  readonly problems: ConfigurationProblem[] = [];
  readonly #record: EnvironmentRecord;
  readonly #known: Set<string> = new Set();
  readonly #fields: FieldNames;

  /** `fields` names the variables that a manifest has set, and its fields. */
  constructor(record: EnvironmentRecord, fields: FieldNames = new Map()) {
    this.#record = record;
    this.#fields = fields;
  }

  /** True if the variable was set by a field of a manifest. */
  isField(name: string): boolean {
    return this.#fields.has(name);
  }

  /** Any text. */
  text(...names: readonly string[]): string | undefined {
    return this.#find(names)?.[1];
  }

  /** true, 1, false or 0, in any case. */
  flag(...names: readonly string[]): boolean | undefined {
    const [name, value] = this.#find(names) ?? [];
    if (name === undefined || value === undefined) return undefined;
    const word = value.toLowerCase();
    if (yes.has(word)) return true;
    if (no.has(word)) return false;
    this.refuse(name, `must be true, 1, false or 0, got ${quote(value)}`);
    return undefined;
  }

  /** One of `choices`, in any case. */
  choice<const C extends string>(name: string, choices: readonly C[]): C | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const found = choices.find((choice) => choice === value.toLowerCase());
    if (found === undefined) {
      this.refuse(name, `must be one of ${choices.join(", ")}, got ${quote(value)}`);
    }
    return found;
  }

  /** A whole number of at least `min`. */
  integer(min: number, ...names: readonly string[]): number | undefined {
    return this.#number(names, { min, unit: "a whole number", factor: 1 });
  }

  /** Whole seconds of at least `min`, as milliseconds. */
  secondsAsMs(min: number, ...names: readonly string[]): number | undefined {
    return this.#number(names, { min, unit: "whole seconds", factor: 1000 });
  }

  /** Whole MiB above 0, as bytes. */
  mebibytes(name: string): number | undefined {
    return this.#number([name], { min: 1, unit: "whole MiB", factor: 2 ** 20 });
  }

  /** Notes a problem. */
  refuse(name: string, problem: string): void {
    const field = this.#fields.get(name);
    const source = field === undefined ? "environment" : "manifest";
    this.problems.push({ name: field ?? name, source, problem: `${problem}.` });
  }

  /**
   * Names of the record that begin with REDIS_, are none of those asked for, and set by no
   * orchestrator.
   */
  unknownNames(): readonly string[] {
    return Object.keys(this.#record).filter((name) => {
      const isOurs = name.startsWith("REDIS_") && !this.#known.has(name);
      return isOurs && !orchestratorName.test(name);
    });
  }

  #number(
    names: readonly string[],
    { min, unit, factor }: { min: number; unit: string; factor: number },
  ): number | undefined {
    const [name, value] = this.#find(names) ?? [];
    if (name === undefined || value === undefined) return undefined;
    const number = /^-?\d{1,15}$/.test(value) ? Number(value) * factor : Number.NaN;
    if (number >= min && Number.isSafeInteger(number)) return number;
    this.refuse(name, `must be ${unit} of at least ${min}, got ${quote(value)}`);
    return undefined;
  }

  /** The first spelling that is set; another one that says something else is a problem. */
  #find(names: readonly string[]): readonly [name: string, value: string] | undefined {
    for (const name of names) this.#known.add(name);
    const given = names.flatMap((name) => {
      const value = this.#record[name]?.trim() ?? "";
      return value === "" ? [] : [[name, value] as const];
    });
    const [first, ...others] = given;
    for (const [name, value] of others) {
      if (value !== first?.[1]) this.refuse(name, `contradicts ${first?.[0]}; set one of them`);
    }
    return first;
  }
}

// What Kubernetes sets for a service called "redis": REDIS_SERVICE_HOST, REDIS_PORT_6379_TCP ...
const orchestratorName = /^REDIS_(SERVICE_|PORT$|PORT_\d+_)/;

function quote(value: string): string {
  return JSON.stringify(value.slice(0, 40));
}
