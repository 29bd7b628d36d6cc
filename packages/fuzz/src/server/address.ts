// The address of a server under test, as the user names it: host:port, [v6]:port, or a bare port's
// absence being an error. Nothing else is ever connected to.

/** Where a server listens. */
export interface Address {
  /** A name or an IP address. */
  readonly host: string;
  /** 1 to 65,535. */
  readonly port: number;
}

/** Reads "host:port" or "[host]:port". @throws {RangeError} for anything else. */
export function parseAddress(text: string): Address {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):([0-9]{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port < 1 || port > 65_535) {
    throw new RangeError(`"${text}" is no address: host:port is needed.`);
  }
  return { host: match[1] ?? match[2]!, port };
}
