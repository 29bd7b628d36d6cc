// What a proxy may do to a command or its reply, as values: a hook returns them, the recording names them.

/** One command on its way, for hooks. */
export interface ProxiedCommand {
  /** Which connection, from 1. */
  readonly connection: number;
  /** Which command of its connection, from 0. */
  readonly index: number;
  /** In upper case. */
  readonly name: string;
  /** All words, the name first, as they came. */
  readonly words: readonly Uint8Array[];
}

/**
 * What is done:
 *
 * - `delay`: the reply comes so much later, and those behind it wait.
 * - `late`: the same, and those behind it overtake it, as no good server lets them.
 * - `split`: the reply comes in pieces that end behind these bytes; `trickle`: few bytes at a time.
 * - `cut`: the first bytes of the reply come, then the connection breaks.
 * - `garbage`: bytes that begin no reply come instead, or the bytes that are given.
 * - `extra`: a reply comes behind the reply that nobody has asked for.
 * - `drop`: the command is executed and never answered; `lose`: it never arrives, and is never answered.
 * - `replace`: it never arrives, and these bytes are the answer.
 * - `close`: the connection breaks, before the command arrives or after it is executed.
 */
export type ProxyFault =
  | { readonly kind: "delay" | "late"; readonly ms: number }
  | { readonly kind: "split"; readonly after: readonly number[]; readonly pauseMs?: number }
  | { readonly kind: "trickle"; readonly bytes?: number; readonly everyMs?: number }
  | { readonly kind: "cut"; readonly afterBytes: number }
  | { readonly kind: "garbage"; readonly bytes?: string | Uint8Array }
  | { readonly kind: "extra" | "replace"; readonly bytes: string | Uint8Array }
  | { readonly kind: "drop" | "lose" }
  | { readonly kind: "close"; readonly when: "before" | "after" };

/** Looks at each command before it goes on; undefined lets it pass. */
export type ProxyHook = (command: ProxiedCommand) => ProxyFault | undefined;

/** What `garbage` says unless told otherwise. */
export const defaultGarbage = "!!no resp\r\n\0\r\n";

/** A fault in a few words, for the recording. */
export function describeFault(fault: ProxyFault): string {
  switch (fault.kind) {
    case "delay":
    case "late":
      return `${fault.kind} ${fault.ms} ms`;
    case "split":
      return `split after ${fault.after.join(", ")}`;
    case "trickle":
      return `trickle ${fault.bytes ?? 1} bytes every ${fault.everyMs ?? 0} ms`;
    case "cut":
      return `cut after ${fault.afterBytes} bytes`;
    case "close":
      return `close ${fault.when}`;
    default:
      return fault.kind;
  }
}
