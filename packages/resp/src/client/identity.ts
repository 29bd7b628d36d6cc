// Who the client is to the server: asks for the credentials of each new connection, and tells those
// that are open when they have changed.
//
//   reauthenticate(): ask ──► AUTH on every connection at rest or shared, in place, behind what is in flight
//                             one that is lent: when it comes back        (nothing may come between a
//                             one that is being opened: once it is open    transaction's commands)
//                             a RESP2 subscriber: never, it may not        (the server keeps it as it is)

import { isRespError, RespError } from "../base/index.ts";
import { type CommandArgument, ReplyError } from "../codec/index.ts";
import { authArguments, type Connection } from "../connection/index.ts";
import type { Credentials } from "./client-types.ts";
import { internalSlot } from "./internal-slot.ts";

/** What an identity is made of. */
export interface IdentitySettings {
  readonly endpoint: string;
  readonly credentials: () => Credentials | Promise<Credentials>;
  /** True if asking again would bring the same answer. */
  readonly fixedCredentials: boolean;
}

/** The credentials of one client, over time. */
export class Identity {
  readonly #settings: IdentitySettings;
  /** Open connections, and as of which generation they are authenticated. */
  readonly #connections = new Map<Connection, number>();
  /** Those who wait for `reauthenticate`. */
  readonly #callers = new Set<(error: RespError) => void>();
  #generation = 0;
  /** The last AUTH that no connection was refused; those at rest meanwhile are told when they are seen. */
  #accepted: { readonly auth: readonly CommandArgument[]; readonly generation: number } | undefined;

  constructor(settings: IdentitySettings) {
    this.#settings = settings;
  }

  /** Goes up by one with each `reauthenticate`. */
  get generation(): number {
    return this.#generation;
  }

  /**
   * The credentials as of now.
   *
   * @throws {RespError} `CONNECT_FAILED` if `credentials()` failed, `REFUSED` if it gave something else.
   */
  async ask(): Promise<Credentials> {
    const { credentials, endpoint } = this.#settings;
    let given: Credentials;
    try {
      given = await credentials();
    } catch (cause) {
      const message = `Can't connect to ${endpoint}: credentials() failed. See the cause.`;
      throw new RespError("CONNECT_FAILED", message, { cause });
    }
    if (isCredentials(given)) return given;
    throw new RespError(
      "REFUSED",
      "credentials() must give { username?, password? } with texts that are not empty; a username needs a password.",
    );
  }

  /** True if another attempt may do better than one that ended with `error`: the password was rotated. */
  mayHaveChanged(error: unknown): boolean {
    return !this.#settings.fixedCredentials && isRespError(error) && error.code === "AUTH_FAILED";
  }

  /** A connection was opened with credentials of this generation. */
  joined(connection: Connection, generation: number): void {
    this.#connections.set(connection, generation);
    this.freshen(connection);
  }

  /** A connection has ended. */
  left(connection: Connection): void {
    this.#connections.delete(connection);
  }

  /** Authenticates a connection that missed the last change; one the server refuses is ended. */
  freshen(connection: Connection): void {
    const accepted = this.#accepted;
    const generation = this.#connections.get(connection);
    if (accepted === undefined || generation === undefined) return;
    if (generation >= accepted.generation) return;
    void this.#authenticate(connection, accepted.auth, accepted.generation).then((refusal) => {
      if (refusal !== undefined) connection.destroy(this.#failed(refusal));
      return refusal;
    });
  }

  /**
   * Asks for the credentials and authenticates all open connections with them.
   *
   * @throws {RespError} `AUTH_FAILED` if the server refuses them on any; those stay as they were.
   */
  reauthenticate(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#callers.add(reject);
      const over = (): void => void this.#callers.delete(reject);
      this.#reauthenticate().then(resolve, reject).finally(over);
    });
  }

  /** Fails whoever waits for `reauthenticate`. */
  end(error: RespError): void {
    for (const reject of this.#callers) reject(error);
  }

  async #reauthenticate(): Promise<void> {
    const refusal = await this.#authenticateAll();
    if (refusal === undefined) return;
    const again = this.#settings.fixedCredentials ? refusal : await this.#authenticateAll();
    if (again !== undefined) throw this.#failed(again);
  }

  async #authenticateAll(): Promise<ReplyError | undefined> {
    this.#generation += 1;
    const generation = this.#generation;
    const { username, password } = await this.ask();
    // A later call has overtaken this one, or there is nothing to say.
    if (generation !== this.#generation || password === undefined) return undefined;
    const auth = authArguments(username, password);
    const refusals = await Promise.all(
      this.#resting().map((each) => this.#authenticate(each, auth, generation)),
    );
    const refusal = refusals.find((each) => each !== undefined);
    // What is refused here is not tried on those that were lent.
    if (refusal !== undefined || generation !== this.#generation) return refusal;
    this.#accepted = { auth, generation };
    for (const connection of this.#resting()) this.freshen(connection);
    return undefined;
  }

  #resting(): Connection[] {
    return [...this.#connections.keys()].filter((connection) => !connection.lent);
  }

  /** The server's refusal; undefined where it agreed, and where it can't be asked any more. */
  #authenticate(
    connection: Connection,
    auth: readonly CommandArgument[],
    generation: number,
  ): Promise<ReplyError | undefined> {
    if (connection.mode === "subscriber" && connection.protocol === 2)
      return Promise.resolve(undefined);
    return new Promise((resolve) => {
      connection.send(
        internalSlot(auth, {
          settled: (reply) => {
            if (reply instanceof ReplyError) {
              resolve(reply);
              return;
            }
            if (this.#connections.has(connection)) this.#connections.set(connection, generation);
            resolve(undefined);
          },
          lost: () => resolve(undefined),
        }),
      );
    });
  }

  #failed(cause: ReplyError): RespError {
    return new RespError(
      "AUTH_FAILED",
      `${this.#settings.endpoint} did not accept the new credentials. Open connections stay as they were; check what credentials() gives.`,
      { cause },
    );
  }
}

function isCredentials(given: unknown): given is Credentials {
  if (typeof given !== "object" || given === null) return false;
  const { username, password } = given as Credentials;
  const texts = [username, password].every(
    (text) => text === undefined || (typeof text === "string" && text !== ""),
  );
  return texts && (username === undefined || password !== undefined);
}
