// Options become settings: complete, checked, frozen. Explicit options win over the URL, the URL over
// the defaults.

import { type Environment, OptionReader, resolveEnvironment } from "../base/index.ts";
import { type Limits, resolveLimits } from "../codec/index.ts";
import type { PoolFactory, PoolLike } from "../pool/index.ts";
import type { Target, TlsOptions, Transport } from "../connection/index.ts";
import type { ClientOptions, ClientTracer, Credentials } from "./client-types.ts";
import { type ClientAddress, parseClientUrl } from "./client-url.ts";

/** {@link ClientOptions}, complete. */
export interface ClientSettings {
  readonly target: Target;
  readonly credentials: () => Credentials | Promise<Credentials>;
  /** True if `credentials` says the same each time. */
  readonly fixedCredentials: boolean;
  readonly db: number;
  readonly clientName: string | undefined;
  readonly protocol: 2 | 3 | "auto";
  readonly mode: "shared" | "exclusive";
  readonly sharedConnections: number;
  readonly poolSize: number;
  readonly minIdleConnections: number;
  readonly maxConnectionAgeMs: number;
  readonly poolTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly maxRetries: number;
  readonly dialTimeoutMs: number;
  readonly readTimeoutMs: number;
  readonly writeTimeoutMs: number;
  readonly commandTimeoutMs: number;
  readonly idlePingMs: number;
  readonly integrityCheckEvery: number;
  readonly maxQueuedCommands: number;
  readonly maxQueuedBytes: number;
  readonly limits: Limits;
  readonly transport: Transport;
  readonly environment: Environment;
  readonly tracer: ClientTracer | undefined;
  /** Set for a client that asks Sentinels, which hold no data and are refused to all others. */
  readonly asSentinel?: true | undefined;
  readonly createPool: (<T>(factory: PoolFactory<T>) => PoolLike<T>) | undefined;
}

const known = (
  "url host port path tls username password credentials db clientName protocol mode " +
  "sharedConnections poolSize minIdleConnections maxConnectionAgeMs poolTimeoutMs idleTimeoutMs " +
  "maxRetries dialTimeoutMs readTimeoutMs writeTimeoutMs commandTimeoutMs idlePingMs " +
  "integrityCheckEvery maxQueuedCommands maxQueuedBytes limits transport environment tracer createPool"
).split(" ");

const positive = { min: 1 };
/** Timers count in 32 bits. */
const duration = { min: 1, max: 2 ** 31 - 1 };
const durationOrNever = { min: 0, max: 2 ** 31 - 1 };

/** @throws {TypeError | RangeError} naming the option that is wrong and what is accepted. */
export function resolveClientOptions(options: string | ClientOptions = {}): ClientSettings {
  const given: ClientOptions = typeof options === "string" ? { url: options } : options;
  const reader = new OptionReader("createClient", given, known);
  const url = reader.string("url", undefined);
  const address = url === undefined ? {} : parseClientUrl(url);
  const mode = reader.choice("mode", ["shared", "exclusive"], "shared");
  const poolSize = reader.number("poolSize", 10, positive);
  return Object.freeze({
    target: resolveTarget(reader, given, address),
    credentials: resolveCredentials(reader, given, address),
    fixedCredentials: given.credentials === undefined,
    db: reader.number("db", address.db ?? 0, { max: 2 ** 31 - 1 }),
    clientName: resolveClientName(reader),
    protocol: reader.choice("protocol", [2, 3, "auto"], "auto"),
    mode,
    sharedConnections: reader.number("sharedConnections", 1, positive),
    poolSize,
    minIdleConnections: reader.number(
      "minIdleConnections",
      mode === "exclusive" ? Math.floor(poolSize / 2) : 0,
      { max: poolSize },
    ),
    ...resolveTimes(reader),
    maxRetries: reader.number("maxRetries", 3),
    integrityCheckEvery: reader.number("integrityCheckEvery", 0, { max: 2 ** 31 - 1 }),
    maxQueuedCommands: reader.number("maxQueuedCommands", 100_000, positive),
    maxQueuedBytes: reader.number("maxQueuedBytes", 64 * 2 ** 20, positive),
    limits: resolveLimits(reader.object("limits", undefined)),
    transport: resolveTransport(reader),
    environment: resolveEnvironment(reader.object("environment", {})),
    tracer: reader.object<ClientTracer | undefined>("tracer", undefined),
    createPool: reader.function("createPool", undefined),
  });
}

type Times =
  | "maxConnectionAgeMs"
  | "poolTimeoutMs"
  | "idleTimeoutMs"
  | "dialTimeoutMs"
  | "readTimeoutMs"
  | "writeTimeoutMs"
  | "commandTimeoutMs"
  | "idlePingMs";

function resolveTimes(reader: OptionReader): Pick<ClientSettings, Times> {
  return {
    maxConnectionAgeMs: reader.number("maxConnectionAgeMs", 3_600_000, durationOrNever),
    poolTimeoutMs: reader.number("poolTimeoutMs", 4000, duration),
    idleTimeoutMs: reader.number("idleTimeoutMs", 900_000, durationOrNever),
    dialTimeoutMs: reader.number("dialTimeoutMs", 5000, duration),
    readTimeoutMs: reader.number("readTimeoutMs", 3000, duration),
    writeTimeoutMs: reader.number("writeTimeoutMs", 3000, duration),
    commandTimeoutMs: reader.number("commandTimeoutMs", 5000, duration),
    idlePingMs: reader.number("idlePingMs", 30_000, durationOrNever),
  };
}

function resolveTarget(reader: OptionReader, given: ClientOptions, address: ClientAddress): Target {
  const path = reader.string("path", undefined) ?? address.path;
  const tls = resolveTls(reader, given, address);
  if (path !== undefined) {
    if (given.host !== undefined || given.port !== undefined || tls !== undefined) {
      throw new TypeError(
        'createClient: option "path" names a unix socket; leave out host, port and tls.',
      );
    }
    return Object.freeze({ path });
  }
  return Object.freeze({
    host: reader.string("host", address.host ?? "127.0.0.1"),
    port: reader.number("port", address.port ?? 6379, { min: 1, max: 65_535 }),
    tls,
  });
}

const tlsNames = ["ca", "cert", "key", "servername", "rejectUnauthorized"];

function resolveTls(
  reader: OptionReader,
  given: ClientOptions,
  address: ClientAddress,
): TlsOptions | undefined {
  if (given.tls === undefined) return address.tls === true ? {} : undefined;
  if (typeof given.tls === "boolean") {
    if (!given.tls && address.tls === true) {
      throw new TypeError(
        'createClient: option "tls" is false, but the url begins with rediss://.',
      );
    }
    return given.tls ? {} : undefined;
  }
  const tls = reader.object<TlsOptions>("tls", {});
  const inner = new OptionReader("createClient tls", tls, tlsNames);
  inner.string("servername", undefined);
  inner.boolean("rejectUnauthorized", undefined);
  if ((tls.cert === undefined) !== (tls.key === undefined)) {
    throw new TypeError(
      "createClient: tls.cert and tls.key belong together; give both or neither.",
    );
  }
  return Object.freeze({ ...tls });
}

function resolveCredentials(
  reader: OptionReader,
  given: ClientOptions,
  address: ClientAddress,
): ClientSettings["credentials"] {
  const ask = reader.function<ClientOptions["credentials"]>("credentials", undefined);
  const username = reader.string("username", undefined) ?? address.username;
  const password = reader.string("password", undefined) ?? address.password;
  if (ask !== undefined) {
    if (given.username !== undefined || given.password !== undefined) {
      throw new TypeError(
        'createClient: option "credentials" replaces username and password; give one or the other.',
      );
    }
    return ask;
  }
  if (username !== undefined && password === undefined) {
    throw new TypeError('createClient: option "username" needs "password".');
  }
  const fixed = Object.freeze({ username, password });
  return () => fixed;
}

function resolveClientName(reader: OptionReader): string | undefined {
  const name = reader.string("clientName", undefined);
  // The server's own rule (https://redis.io/commands/client-setname).
  if (name !== undefined && !/^[!-~]+$/.test(name)) {
    throw new RangeError(
      'createClient: option "clientName" may have no blanks, line ends or characters beyond ASCII.',
    );
  }
  return name;
}

function resolveTransport(reader: OptionReader): Transport {
  const transport = reader.object<Transport | undefined>("transport", undefined);
  if (transport === undefined) {
    throw new TypeError(
      'createClient: option "transport" is missing. "@respite/resp" brings Node\'s; with "@respite/resp/core" pass one.',
    );
  }
  return transport;
}
