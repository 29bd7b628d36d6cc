// Log lines.
export {
  type ConsoleLoggerOptions,
  type LogFields,
  type LogLevel,
  type Logger,
  consoleLogger,
  logLevels,
  silentLogger,
} from "./logger.ts";
export { type LogLine, logEvents, logLineOf, logMessages } from "./log-events.ts";
