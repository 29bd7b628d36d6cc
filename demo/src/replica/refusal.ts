// A request that is answered with "no", and why. Reasons are words a client can branch on.

/** Why a request was refused. */
export type RefusalReason =
  /** No token, or a wrong or expired one. */
  | "invalid-token"
  | "revoked"
  /** There is no such session (any more). */
  | "no-session"
  /** The one-time token was used before. */
  | "replayed"
  /** Whether the one-time token was used before can't be told now. */
  | "undecided"
  /** The bearer token is older than Redis' data, and no replica remembers it. */
  | "log-in-again"
  /** The shared tier can't be asked, and the answer must not be guessed. */
  | "unavailable"
  | "bad-request";

const statusOf = {
  "invalid-token": 401,
  revoked: 401,
  "no-session": 401,
  "log-in-again": 401,
  replayed: 409,
  undecided: 503,
  unavailable: 503,
  "bad-request": 400,
} as const;

/** Thrown by the service, turned into an HTTP answer by the routes. */
export class Refusal extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }

  /** The HTTP status that goes with the reason. */
  get status(): (typeof statusOf)[RefusalReason] {
    return statusOf[this.reason];
  }
}
