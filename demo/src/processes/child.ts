// The child's end of the line to the parent. A child never outlives its parent: when the line
// breaks, for whatever reason, it ends at once.

import type { ChildMessage, ParentMessage } from "./messages.ts";

/** What a child process does with its parent's wishes. */
export interface ChildDuties<S> {
  /** Starts the work; what it throws is told to the parent, and the child ends. */
  start(settings: S): Promise<void>;
  /** Ends the work in good order. */
  stop(): Promise<void>;
  /** Called before the process ends without a goodbye; must be synchronous. */
  abandon?: (() => void) | undefined;
}

/** Tells the parent something; a parent that is gone hears nothing. */
export function tellParent(message: ChildMessage): void {
  // Without a callback a closed channel would be an uncaught error.
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}

/** Makes this process a child that does `duties` and ends with its parent. */
export function serveParent<S>(duties: ChildDuties<S>): void {
  const abandon = (): never => {
    duties.abandon?.();
    process.exit(1);
  };
  const fail = (error: unknown): never => {
    tellParent({ type: "failed", message: describe(error) });
    return abandon();
  };
  process.on("disconnect", abandon);
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", fail);
  // Ctrl-C reaches the whole group; the parent decides in which order it ends.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => {
    void end(duties);
  });
  process.on("message", (message: ParentMessage) => {
    if (message.type === "start") duties.start(message.settings as S).catch(fail);
    else void end(duties);
  });
  tellParent({ type: "hello" });
}

async function end<S>(duties: ChildDuties<S>): Promise<void> {
  try {
    await duties.stop();
    process.exit(0);
  } catch (error) {
    tellParent({ type: "failed", message: describe(error) });
    duties.abandon?.();
    process.exit(1);
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
