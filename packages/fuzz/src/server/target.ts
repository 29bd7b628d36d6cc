// What a connection to the server under test is made of: its address, TLS, and the login that goes ahead
// of every input. The login is no part of an input, so a crash file never holds it.

import { connect as connectPlain, isIP, type Socket } from "node:net";
import { checkServerIdentity, connect as connectTls } from "node:tls";
import { encodeCommand } from "@respite/resp/codec";
import type { Address } from "./address.ts";

/** Who asks. */
export interface ServerLogin {
  /** As in `AUTH user password`; left out: `AUTH password`, which servers before 6.0 know too. */
  readonly user?: string | undefined;
  /** Never printed. */
  readonly password: string;
}

/** How the server's TLS is checked. */
export interface ServerTls {
  /** Authorities to trust instead of the platform's, as PEM text. */
  readonly ca?: string | undefined;
  /** True accepts any certificate. Default false. */
  readonly insecure?: boolean | undefined;
  /** The name to verify and to send; default the host. */
  readonly servername?: string | undefined;
}

/** A server, and how to get in. */
export interface ServerTarget extends Address {
  /** Default: none, and what the server says to strangers is what is fuzzed. */
  readonly login?: ServerLogin | undefined;
  /** Default: plain TCP. */
  readonly tls?: ServerTls | undefined;
}

/** Begins to connect; the event that says the socket may be used. */
export function dial({ host, port, tls }: ServerTarget): { socket: Socket; readyEvent: string } {
  const where = { host, port, noDelay: true };
  if (tls === undefined) return { socket: connectPlain(where), readyEvent: "connect" };
  const name = tls.servername ?? host;
  const socket = connectTls({
    ...where,
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    // An address is verified and not sent: SNI carries names only.
    ...(isIP(name) === 0 ? { servername: name } : {}),
    checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
    rejectUnauthorized: tls.insecure !== true,
  });
  return { socket, readyEvent: "secureConnect" };
}

/** What is sent ahead of an input; undefined without a login. Its reply is one frame. */
export function loginBytes({ login }: ServerTarget): Uint8Array | undefined {
  if (login === undefined) return undefined;
  const { user, password } = login;
  return encodeCommand(user === undefined ? ["AUTH", password] : ["AUTH", user, password]);
}
