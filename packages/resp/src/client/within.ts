// Waiting for work no longer than its deadline or its caller's signal; the work itself goes on.

import {
  abortError,
  type CancelSignal,
  type Environment,
  onAbort,
  RespError,
  type RespErrorCode,
} from "../base/index.ts";
import { type DeadlineWheel, WheelTimer } from "../connection/index.ts";

/** The bounds of a wait. */
export interface WaitLimits {
  readonly environment: Environment;
  readonly wheel: DeadlineWheel;
  /** For messages: what is waited for, and where. */
  readonly what: string;
  readonly endpoint: string;
  readonly timeoutMs: number;
  readonly signal?: CancelSignal | undefined;
  /** Of the error at the deadline; default `COMMAND_TIMEOUT`. */
  readonly code?: RespErrorCode | undefined;
}

/**
 * What `work` comes to, inside the limits.
 *
 * @throws {RespError} `code` or `ABORTED` where a limit comes first.
 */
export function within<T>(work: Promise<T>, limits: WaitLimits): Promise<T> {
  const {
    environment,
    wheel,
    what,
    endpoint,
    timeoutMs,
    signal,
    code = "COMMAND_TIMEOUT",
  } = limits;
  return new Promise<T>((resolve, reject) => {
    const timer = new WheelTimer(wheel, () => {
      const advice =
        "Check that the server answers there and its TLS settings, or raise the timeout.";
      const message = `${what} took longer than ${timeoutMs} ms at ${endpoint}. ${advice}`;
      settle(() => reject(new RespError(code, message)));
    });
    let stop = (): void => {};
    const settle = (how: () => void): void => {
      timer.clear();
      stop();
      how();
    };
    timer.set(environment.monotonic() + timeoutMs);
    stop = onAbort(signal, () => settle(() => reject(abortError(signal as CancelSignal, what))));
    work.then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error)),
    );
  });
}
