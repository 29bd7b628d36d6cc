// Reads an options object field by field and refuses what is wrong: TypeError for an unknown name
// or a wrong type, RangeError for a wrong size, each naming the option, the value and what is
// accepted.

/** Inclusive bounds of a number. */
export interface Bounds {
  readonly min: number;
  readonly max?: number;
  /** Accept fractions; default false. */
  readonly fraction?: boolean;
}

/**
 * One options object under inspection; `path` names it in messages, as in `CircuitBreaker.trip`.
 */
export class OptionCheck {
  readonly #path: string;
  readonly #given: Readonly<Record<string, unknown>>;

  /** @throws {TypeError} if `given` is no object or has a name that is not in `known`. */
  constructor(path: string, given: unknown, known: readonly string[]) {
    if (given !== undefined && (typeof given !== "object" || given === null)) {
      throw new TypeError(`${path}: options must be an object, got ${show(given)}.`);
    }
    this.#path = path;
    this.#given = (given ?? {}) as Record<string, unknown>;
    for (const name of Object.keys(this.#given)) {
      if (known.includes(name)) continue;
      const names = known.join(", ");
      throw new TypeError(`${path}: unknown option "${name}"; known here are ${names}.`);
    }
  }

  /** A number within `bounds`, or `fallback` where the option is absent. */
  number<F extends number | undefined>(name: string, fallback: F, bounds: Bounds): number | F {
    const value = this.#given[name];
    if (value === undefined) return fallback;
    if (typeof value !== "number") throw this.#wrongType(name, "a number", value);
    const { min, max = Number.MAX_SAFE_INTEGER, fraction = false } = bounds;
    if (!(value >= min && value <= max) || (!fraction && !Number.isInteger(value))) {
      const kind = fraction ? "a number" : "an integer";
      throw this.range(name, `${kind} from ${min} to ${max}`, value);
    }
    return value;
  }

  /** A share above 0 and up to 1, or undefined. */
  share(name: string): number | undefined {
    const value = this.number(name, undefined, { min: 0, max: 1, fraction: true });
    if (value === 0) throw this.range(name, "above 0 and at most 1", value);
    return value;
  }

  /** A boolean, or `fallback`. */
  boolean(name: string, fallback: boolean): boolean {
    const value = this.#given[name];
    if (value === undefined) return fallback;
    if (typeof value !== "boolean") throw this.#wrongType(name, "true or false", value);
    return value;
  }

  /** A function, or `fallback`; its signature is the caller's to state. */
  function<T>(name: string, fallback: T): T {
    const value = this.#given[name];
    if (value === undefined) return fallback;
    if (typeof value !== "function") throw this.#wrongType(name, "a function", value);
    return value as T;
  }

  /** `value` with that method, or undefined: another copy of this package serves as well. */
  object<T>(name: string, value: T, accepted: string, method: string): T {
    const found = (value as Record<string, unknown> | null | undefined)?.[method];
    if (value !== undefined && typeof found !== "function") {
      throw this.#wrongType(name, accepted, value);
    }
    return value;
  }

  /** The error for a value of the right type that is not accepted. */
  range(name: string, accepted: string, value: unknown): RangeError {
    return new RangeError(
      `${this.#path}: option "${name}" must be ${accepted}, got ${show(value)}.`,
    );
  }

  #wrongType(name: string, accepted: string, value: unknown): TypeError {
    return new TypeError(
      `${this.#path}: option "${name}" must be ${accepted}, got ${show(value)}.`,
    );
  }
}

/** What was given, short and without the contents of objects. */
function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 40));
  if (value === null || typeof value !== "object") return String(value).slice(0, 40);
  return Array.isArray(value) ? "an array" : "an object";
}
