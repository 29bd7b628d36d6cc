// `redis://[user[:password]@]host[:port][/db]`, `rediss://…` for TLS, `unix:///path[?db=n]`. Read by hand,
// because a sandbox may have no URL class, and because no message may repeat the password.

/** What a URL says. */
export interface ClientAddress {
  host?: string | undefined;
  port?: number | undefined;
  path?: string | undefined;
  tls?: true | undefined;
  username?: string | undefined;
  password?: string | undefined;
  db?: number | undefined;
}

const form =
  /^(rediss?):\/\/(?:([^:@/]*)(?::([^@/]*))?@)?(\[[\da-fA-F:.]+\]|[^:/?#@[\]]*)(?::(\d+))?(?:\/(\d*))?$/;
const unixForm = /^unix:\/\/(\/[^?#]+)(?:\?db=(\d+))?$/;

/** @throws {TypeError} if the text is no such address; the message does not repeat it. */
export function parseClientUrl(url: string): ClientAddress {
  const unix = unixForm.exec(url);
  if (unix !== null) return { path: decode(unix[1]), db: toNumber(unix[2]) };
  const match = form.exec(url);
  if (match === null) {
    throw new TypeError(
      'createClient: option "url" must look like redis://[user[:password]@]host[:port][/db], rediss://… or ' +
        "unix:///path; special characters in user and password are percent-encoded.",
    );
  }
  const [, scheme, username, password, host, port, db] = match;
  return {
    host: host === undefined || host === "" ? undefined : host.replace(/^\[|\]$/g, ""),
    port: toNumber(port),
    tls: scheme === "rediss" ? true : undefined,
    username: username === "" ? undefined : decode(username),
    password: decode(password),
    db: toNumber(db),
  };
}

function decode(part: string | undefined): string | undefined {
  if (part === undefined) return undefined;
  try {
    return decodeURIComponent(part);
  } catch {
    throw new TypeError('createClient: option "url" has a "%" that is no percent-encoding.');
  }
}

function toNumber(digits: string | undefined): number | undefined {
  return digits === undefined || digits === "" ? undefined : Number(digits);
}
