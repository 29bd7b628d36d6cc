// An error the server answered with. It is a value like any other reply: an error inside an array
// (EXEC, scripts) says nothing about its neighbours.

import { RespError } from "../base/index.ts";

/** Servers echo a refused command's arguments behind these words; they may be secrets. */
const echoedArguments = /,? with args beginning with[^]*$/;

/**
 * An error reply; `message` is the server's text, without the arguments some texts repeat.
 *
 * `code` is `REPLY_ERROR`, or `REPLY_TOO_LARGE` for a reply whose text no JavaScript string can hold
 * (ask for it with `strings: "bytes"`).
 */
export class ReplyError extends RespError {
  /** `REPLY_ERROR` for what the server said; `REPLY_TOO_LARGE` for what this engine has no string for. */
  declare readonly code: "REPLY_ERROR" | "REPLY_TOO_LARGE";
  /** The server's own word for it: "ERR", "WRONGTYPE", "MOVED"; empty where it gave none. */
  readonly kind: string;

  constructor(message: string, code: "REPLY_ERROR" | "REPLY_TOO_LARGE" = "REPLY_ERROR") {
    super(code, message.replace(echoedArguments, ""));
    this.kind = code === "REPLY_ERROR" ? firstWord(message) : "";
  }

  static {
    Object.defineProperty(this.prototype, "name", { value: "ReplyError", configurable: true });
  }
}

/** The stand-in for a reply of `byteLength` bytes of text that this engine has no string for. */
export function replyTooLarge(byteLength: number): ReplyError {
  return new ReplyError(
    `The reply holds a text of ${byteLength} bytes, more than a string can hold here; ` +
      `read it with strings: "bytes".`,
    "REPLY_TOO_LARGE",
  );
}

function firstWord(message: string): string {
  const space = message.search(/\s/);
  return space === -1 ? message : message.slice(0, space);
}
