// Reads an options object field by field, so that every wrong option is refused the same way:
// TypeError for a wrong type or an unknown name, RangeError for a wrong size, each naming the option,
// what was given and what is accepted.

/** Inclusive bounds and unit of a numeric option. */
export interface NumberRange {
  /** Smallest value accepted; default 0. */
  min?: number;
  /** Largest value accepted; default 2^53 - 1. */
  max?: number;
  /** Accept fractions; default false. */
  fraction?: boolean;
}

/** One options object under inspection; `owner` names it in messages, as in `createClient`. */
export class OptionReader {
  readonly #owner: string;
  readonly #given: Readonly<Record<string, unknown>>;

  /** @throws {TypeError} if `given` is no object or has a name that is not in `known`. */
  constructor(owner: string, given: object | undefined, known: readonly string[]) {
    if (given !== undefined && (typeof given !== "object" || given === null)) {
      throw new TypeError(`${owner}: options must be an object, got ${show(given)}.`);
    }
    this.#owner = owner;
    this.#given = (given ?? {}) as Record<string, unknown>;
    for (const name of Object.keys(this.#given)) {
      if (!known.includes(name)) {
        throw new TypeError(
          `${owner}: unknown option "${name}"; known are ${[...known].toSorted().join(", ")}.`,
        );
      }
    }
  }

  /** A number in `range`, or `fallback` where the option is absent. */
  number<F extends number | undefined>(
    name: string,
    fallback: F,
    range: NumberRange = {},
  ): number | F {
    const value = this.#given[name];
    if (value === undefined) return fallback;
    const { min = 0, max = Number.MAX_SAFE_INTEGER, fraction = false } = range;
    if (typeof value !== "number") throw this.#wrongType(name, "a number", value);
    if (!(value >= min && value <= max) || (!fraction && !Number.isInteger(value))) {
      const kind = fraction ? "a number" : "an integer";
      throw new RangeError(
        `${this.#owner}: option "${name}" must be ${kind} from ${min} to ${max}, got ${value}.`,
      );
    }
    return value;
  }

  /** A string, or `fallback`; an empty one is refused unless `allowEmpty`. */
  string<F extends string | undefined>(name: string, fallback: F, allowEmpty = false): string | F {
    const value = this.#given[name];
    if (value === undefined) return fallback;
    if (typeof value !== "string") throw this.#wrongType(name, "a string", value);
    if (value === "" && !allowEmpty) {
      throw new RangeError(`${this.#owner}: option "${name}" must not be empty.`);
    }
    return value;
  }

  /** A boolean, or `fallback`. */
  boolean<F extends boolean | undefined>(name: string, fallback: F): boolean | F {
    const value = this.#given[name];
    if (value === undefined) return fallback;
    if (typeof value !== "boolean") throw this.#wrongType(name, "true or false", value);
    return value;
  }

  /** One of `choices`, or `fallback`. */
  choice<const C, F extends C | undefined>(
    name: string,
    choices: readonly C[],
    fallback: F,
  ): C | F {
    const value = this.#given[name];
    if (value === undefined) return fallback;
    if (!choices.includes(value as C)) {
      const accepted = choices.map(show).join(", ");
      throw new RangeError(
        `${this.#owner}: option "${name}" must be one of ${accepted}, got ${show(value)}.`,
      );
    }
    return value as C;
  }

  /** A function, or `fallback`; its own type is the caller's to state. */
  function<T>(name: string, fallback: T): T {
    const value = this.#given[name];
    if (value === undefined) return fallback;
    if (typeof value !== "function") throw this.#wrongType(name, "a function", value);
    return value as T;
  }

  /** An object of whatever shape its own reader will check, or `fallback`. */
  object<T>(name: string, fallback: T): T {
    const value = this.#given[name];
    if (value === undefined) return fallback;
    if (typeof value !== "object" || value === null)
      throw this.#wrongType(name, "an object", value);
    return value as T;
  }

  #wrongType(name: string, accepted: string, value: unknown): TypeError {
    return new TypeError(
      `${this.#owner}: option "${name}" must be ${accepted}, got ${secret.test(name) ? typeof value : show(value)}.`,
    );
  }
}

/** Options whose values no message may repeat. */
const secret = /password|secret|credential|key/i;

/** What was given, short and without the contents of objects, which may hold secrets. */
function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 40));
  if (value === null || typeof value !== "object") return String(value).slice(0, 40);
  return Array.isArray(value) ? "an array" : "an object";
}
