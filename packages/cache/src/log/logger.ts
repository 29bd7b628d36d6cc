// Log lines with structured fields, at four levels. Silent unless given a logger; fields never hold
// keys, values or credentials.

/** How much a line matters, in rising order. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** What a line says beside its message. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Where lines go; pino, winston and the console fit with a line of glue. A method must not throw.
 */
export interface Logger {
  /** What only somebody who looks for a fault wants to read. */
  debug(message: string, fields?: LogFields): void;
  /** What happens in a normal life. */
  info(message: string, fields?: LogFields): void;
  /** What may need somebody. */
  warn(message: string, fields?: LogFields): void;
  /** What somebody must look at. */
  error(message: string, fields?: LogFields): void;
}

/** All levels, the least important first. */
export const logLevels: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** Settings of {@link consoleLogger}. */
export interface ConsoleLoggerOptions {
  /** The least important level to print; default "info". */
  level?: LogLevel | undefined;
  /** What every line begins with; default "respite: ". */
  prefix?: string | undefined;
  /** Where lines go; default the global console, looked up at each line. */
  console?: Logger | undefined;
}

/** A logger that drops everything. */
export const silentLogger: Logger = Object.freeze({
  debug: drop,
  info: drop,
  warn: drop,
  error: drop,
});

/**
 * A logger on the console. In a context without one it is silent. @throws {RangeError} for an
 * unknown level.
 */
export function consoleLogger(options: ConsoleLoggerOptions = {}): Logger {
  const { level = "info", prefix = "respite: ", console } = options;
  const least = logLevels.indexOf(level);
  if (least === -1) {
    throw new RangeError(
      `consoleLogger: option "level" must be one of ${logLevels.join(", ")}, got "${level}".`,
    );
  }
  const writerOf = (own: LogLevel): Logger["debug"] => {
    if (logLevels.indexOf(own) < least) return drop;
    return (message, fields) => {
      const target = console ?? (globalThis as { console?: Logger }).console;
      if (fields === undefined) target?.[own](prefix + message);
      else target?.[own](prefix + message, fields);
    };
  };
  return Object.freeze({
    debug: writerOf("debug"),
    info: writerOf("info"),
    warn: writerOf("warn"),
    error: writerOf("error"),
  });
}

function drop(): void {}
