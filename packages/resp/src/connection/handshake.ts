// The first commands of a connection, all in one write: AUTH, HELLO 3 (without AUTH, because an old
// server repeats the arguments of a command it does not know), SELECT, CLIENT SETNAME. Behind them
// CLIENT SETINFO, where the server has said that it is new enough to know it.

import { RespError } from "../base/index.ts";
import { type CommandArgument, type Reply, ReplyError } from "../codec/index.ts";

/** Error replies of a server that will answer later. */
const notReady: ReadonlySet<string> = new Set(["LOADING", "BUSY", "MASTERDOWN", "TRYAGAIN"]);

/** What a connection introduces itself with. */
export interface HandshakeSettings {
  /** For messages. */
  readonly endpoint: string;
  readonly protocol: 2 | 3 | "auto";
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly db: number;
  readonly clientName: string | undefined;
  /** True where a Sentinel is what is wanted; else one is refused, since it holds no data. */
  readonly asSentinel?: true | undefined;
}

/** What was agreed. */
export interface Agreement {
  readonly protocol: 2 | 3;
  /** The server's version as it gives it, known under RESP3 only. */
  readonly version: string | undefined;
}

/** Sends one handshake command; resolves with its reply, an error reply included. */
export type SendStep = (args: readonly CommandArgument[]) => Promise<Reply>;

/** The server ended the connection at HELLO: worth one more attempt without it. */
export const helloClosed: unique symbol = Symbol("closed at HELLO");

/**
 * Runs the handshake.
 *
 * @throws {RespError} `AUTH_FAILED`, `REFUSED` or `UNSUPPORTED`, which no retry mends;
 * `CONNECT_FAILED` for a server that is full; {@link helloClosed} as described there.
 */
export async function shakeHands(send: SendStep, settings: HandshakeSettings): Promise<Agreement> {
  const { username, password, protocol, db, clientName } = settings;
  const none = Promise.resolve(undefined);
  const auth = password === undefined ? none : send(authArguments(username, password));
  const hello: Promise<StepReply> =
    protocol === 2 ? none : send(["HELLO", 3]).catch((): typeof helloClosed => helloClosed);
  const select = db === 0 ? none : send(["SELECT", db]);
  const name = clientName === undefined ? none : send(["CLIENT", "SETNAME", clientName]);
  // A server that is full or protected says so in its first reply: there must be one.
  const silent = protocol === 2 && password === undefined && db === 0 && clientName === undefined;
  const ping = silent ? send(["PING"]) : none;
  const [authReply, helloReply, selectReply, , pingReply] = await allReplies([
    auth,
    hello,
    select,
    name,
    ping,
  ]);
  checkAuth(authReply, settings);
  const agreement = checkHello(helloReply, settings);
  checkSelect(selectReply, settings);
  checkPing(pingReply, settings);
  return agreement;
}

/** AUTH with one argument where there is no username: servers before 6.0 know no other. */
export function authArguments(username: string | undefined, password: string): CommandArgument[] {
  return username === undefined ? ["AUTH", password] : ["AUTH", username, password];
}

/**
 * Tells a server that keeps note of it (7.2 and later) which library this is; nothing waits for the
 * answer, and nothing hangs on it.
 */
export function introduce(send: SendStep, { version }: Agreement): void {
  const [, major = "0", minor = "0"] = /^(\d+)\.(\d+)/.exec(version ?? "") ?? [];
  if (Number(major) * 100 + Number(minor) < 702) return;
  send(["CLIENT", "SETINFO", "LIB-NAME", "respite"]).catch(() => {});
}

type StepReply = Reply | undefined | typeof helloClosed;

/** Waits for all, so that none rejects unheard, then fails with the first failure. */
async function allReplies(steps: Promise<StepReply>[]): Promise<StepReply[]> {
  const results = await Promise.allSettled(steps);
  return results.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}

function checkAuth(reply: StepReply, settings: HandshakeSettings): void {
  if (!(reply instanceof ReplyError)) return;
  refuseStrangers(reply, settings);
  checkReady(reply, settings);
  const { endpoint, username } = settings;
  if (reply.kind === "WRONGPASS" || reply.message.startsWith("ERR invalid password")) {
    throw new RespError(
      "AUTH_FAILED",
      `${endpoint} did not accept the password${username === undefined ? "" : " or the username"}. ` +
        "Check username, password or credentials().",
      { cause: reply },
    );
  }
  const advice =
    username === undefined
      ? "It may have no password set: check requirepass there, or leave password out."
      : "Users need Redis 6.0 or later: leave username out, or check the server's version.";
  throw new RespError("AUTH_FAILED", `${endpoint} refused to authenticate. ${advice}`, {
    cause: reply,
  });
}

function checkHello(reply: StepReply, settings: HandshakeSettings): Agreement {
  if (reply === undefined) return { protocol: 2, version: undefined };
  if (reply === helloClosed) throw helloClosed;
  if (!(reply instanceof ReplyError)) {
    if (settings.asSentinel !== true && isSentinel(reply)) throw sentinelInstead(settings);
    return { protocol: 3, version: versionIn(reply) };
  }
  refuseStrangers(reply, settings);
  checkReady(reply, settings);
  if (!isUnknownHello(reply)) throw connectRefused(reply, settings);
  if (settings.protocol === 3) {
    throw new RespError(
      "UNSUPPORTED",
      `${settings.endpoint} does not speak RESP3. Set protocol to "auto" or 2.`,
      { cause: reply },
    );
  }
  return { protocol: 2, version: undefined };
}

function checkSelect(reply: StepReply, settings: HandshakeSettings): void {
  if (!(reply instanceof ReplyError)) return;
  checkReady(reply, settings);
  throw connectRefused(reply, settings, `Database ${settings.db} can't be selected; check db`);
}

function checkPing(reply: StepReply, settings: HandshakeSettings): void {
  if (reply instanceof ReplyError) refuseStrangers(reply, settings);
}

/** The refusals any first reply may be: wrong server state, protected mode, missing password. */
function refuseStrangers(reply: ReplyError, settings: HandshakeSettings): void {
  const { endpoint } = settings;
  if (reply.message.includes("max number of clients")) {
    throw new RespError(
      "CONNECT_FAILED",
      `${endpoint} has reached its limit of clients. Lower poolSize, or raise maxclients there.`,
      { cause: reply },
    );
  }
  if (reply.kind === "NOAUTH") {
    throw new RespError(
      "AUTH_FAILED",
      `${endpoint} wants a password and none was given. Set password, username or credentials().`,
      { cause: reply },
    );
  }
  if (reply.kind === "DENIED") {
    throw connectRefused(reply, settings, "It runs in protected mode: set a password there");
  }
}

/** What a server says that will take us later: no refusal, but a failed attempt. */
function checkReady(reply: ReplyError, { endpoint }: HandshakeSettings): void {
  if (!notReady.has(reply.kind)) return;
  throw new RespError(
    "CONNECT_FAILED",
    `${endpoint} is not ready yet (${reply.kind}). Wait, or see what it is busy with: INFO persistence, SLOWLOG.`,
    { cause: reply },
  );
}

function connectRefused(
  reply: ReplyError,
  settings: HandshakeSettings,
  advice?: string,
): RespError {
  return new RespError(
    "REFUSED",
    `${settings.endpoint} refused the connection (${reply.kind}). ${advice ?? "Check the user's permissions"}.`,
    { cause: reply },
  );
}

function isUnknownHello(reply: ReplyError): boolean {
  return (
    reply.kind === "NOPROTO" || reply.kind === "NOPERM" || /unknown command/i.test(reply.message)
  );
}

function isSentinel(hello: Reply): boolean {
  return hello instanceof Map && hello.get("mode") === "sentinel";
}

function sentinelInstead({ endpoint }: HandshakeSettings): RespError {
  return new RespError(
    "REFUSED",
    `${endpoint} is a Sentinel and holds no data. Connect to the master itself; ` +
      "SENTINEL GET-MASTER-ADDR-BY-NAME says where it is.",
  );
}

function versionIn(hello: Reply): string | undefined {
  if (!(hello instanceof Map)) return undefined;
  const version = hello.get("version");
  return typeof version === "string" ? version : undefined;
}
