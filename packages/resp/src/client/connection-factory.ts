// Connections for pools of other makers: dialled, authenticated and judged as the client's own are. The
// shape is the one generic-pool and its likes expect, each answer a promise.

import type { CancelSignal } from "../base/index.ts";
import { CommandTable } from "../commands/index.ts";
import type { Connection } from "../connection/index.ts";
import type { ClientSettings } from "./client-settings.ts";
import type { Lease } from "./client-types.ts";
import { Connector } from "./connector.ts";
import { Dispatcher } from "./dispatcher.ts";
import { Issuer } from "./issuer.ts";
import { LeaseSession } from "./lease-session.ts";
import { Traces } from "./traces.ts";

/** One connection in the hands of a pool: commands run on it in order, and are never repeated. */
export interface PooledConnection extends Lease {
  /**
   * True while the next borrower would find it as it came: open, nothing in flight, and nothing left
   * behind by a command that was sent on it.
   */
  readonly clean: boolean;
}

/** What a pool makes, checks and ends connections with; fits generic-pool's `Factory`. */
export interface ConnectionFactory {
  /**
   * Opens a connection, handshake included, within `dialTimeoutMs`; asks `credentials()` anew.
   *
   * @throws RespError (as a rejection) `CONNECT_FAILED`, `CONNECT_TIMEOUT`, `AUTH_FAILED`, `REFUSED`,
   * `UNSUPPORTED`, or `ABORTED` when the signal fires.
   */
  create(signal?: CancelSignal): Promise<PooledConnection>;
  /** Whether it may be lent again; asks nobody, so it costs no round trip. */
  validate(connection: PooledConnection): Promise<boolean>;
  /** Ends it at once; what is unfinished on it rejects. Twice is fine. */
  destroy(connection: PooledConnection): Promise<void>;
}

/** The factory with a client's settings. */
export function createConnectionFactory(settings: ClientSettings): ConnectionFactory {
  const dispatcher = new Dispatcher(settings);
  const connector = new Connector(settings, dispatcher.wheel, () => {});
  const issuer = new Issuer(new CommandTable(), dispatcher, settings);
  const { tracer, target, db } = settings;
  if (tracer !== undefined) {
    connector.traces = new Traces({ tracer, target, db, infoOf: (args) => issuer.infoOf(args) });
  }
  const made = new WeakMap<PooledConnection, Connection>();
  return {
    create: async (signal) => {
      const handlers = { push: () => {}, closed: () => {} };
      const connection = await connector.openForCommands(handlers, signal);
      // Nothing but its borrower's commands may travel on it.
      connection.lent = true;
      const session = new LeaseSession(connection, issuer, connector.traces);
      made.set(session, connection);
      return session;
    },
    validate: (connection) => Promise.resolve(connection.clean),
    destroy: (connection) => {
      made.get(connection)?.destroy();
      return Promise.resolve();
    },
  };
}
