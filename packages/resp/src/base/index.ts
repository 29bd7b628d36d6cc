// The leaf of the package: what every other folder may import. No protocol, no I/O, no platform types.
export { RespError, isRespError, type RespErrorCode, type RespErrorOptions } from "./error.ts";
export {
  type Environment,
  type CryptoSource,
  type TimerHandle,
  resolveEnvironment,
} from "./environment.ts";
export { type Abortable, AbortWatch, leaveSignal, type SignalWaits } from "./abort-watch.ts";
export { type CancelSignal, CancelSource, abortError, onAbort } from "./cancel-signal.ts";
export { OptionReader, type NumberRange } from "./option-reader.ts";
export { Utf8, type Utf8Source, decodeUtf8, encodeUtf8, illFormed, isWellFormed } from "./utf8.ts";
