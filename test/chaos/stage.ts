// What a schedule is played on: one server, the wire and the proxy in front of it, and the means to do
// it harm. The virtual stage and the real one offer the same.

import type { Environment, Transport } from "@respite/resp";
import type { CommandFaults } from "./command-faults.ts";
import type { PlannedFault } from "./plan.ts";
import type { Wire } from "./wire.ts";

/** A value of the server, read past all faults. */
export type Stored = string | readonly string[] | undefined;

/** The place of a schedule. */
export interface Stage {
  readonly environment: Environment;
  /** Leads the client into the wire. */
  readonly transport: Transport;
  readonly target: { readonly host: string; readonly port: number };
  readonly wire: Wire;
  readonly commandFaults: CommandFaults;
  /** Longest lateness that is not ours but the machine's, in milliseconds, between two moments. */
  lagMs(fromMs: number, toMs: number): number;
  /** When the machine last kept the server or us from running for long: that was a fault too. */
  lastStallMs(): number;
  /** Waits until events that are due have been delivered: on sockets, a "close" comes a turn later. */
  turn(): Promise<void>;
  /** Lets so much time pass. */
  pass(ms: number): Promise<void>;
  /** Does what only the server's own side can do; resolves when it is over. */
  harm(fault: PlannedFault): Promise<void>;
  /** Ends all harm to the server; it answers when this resolves. */
  heal(): Promise<void>;
  /** Called before the server loses its data, where it does. */
  beforeLoss: () => Promise<void> | void;
  /** A key's value: a string, or the elements of a list. */
  read(db: number, keys: readonly string[]): Promise<Stored[]>;
  /** Sets a key. */
  write(db: number, key: string, value: string): Promise<void>;
  /** Ends everything that belongs to this schedule. */
  dispose(): Promise<void>;
}
