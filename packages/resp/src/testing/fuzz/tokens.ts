// The tokens of a valid stream with their places, for those who break it on purpose. Where the stream
// is not valid the list ends: what follows belongs to no token.
//
//     *1\r\n$5\r\nhello\r\n      *: start 0, lineEnd 4, end 4     $: start 4, lineEnd 8, end 15

/** One token: a line, and the body it announces. */
export interface Token {
  /** Its type byte's character. */
  readonly sign: string;
  /** What the line says between type byte and CR; at most 200 characters of it. */
  readonly text: string;
  /** Where its type byte is. */
  readonly start: number;
  /** Behind the line's CR LF. */
  readonly lineEnd: number;
  /** Behind the token; behind the body's CR LF, if there is a body. */
  readonly end: number;
  /** The signs of the aggregates it stands in, outermost first; "$" for a streamed string. */
  readonly path: string;
  /** True if a top-level value ends with this token. */
  readonly last: boolean;
}

/** The tokens of `bytes`, as far as they can be told apart. */
export function tokensOf(bytes: Uint8Array): Token[] {
  const tokens: Token[] = [];
  const levels = new Levels();
  let at = 0;
  while (at < bytes.length) {
    const token = tokenAt(bytes, at);
    if (token === undefined) return tokens;
    const path = levels.path;
    tokens.push({ ...token, path, last: levels.follow(token) });
    at = token.end;
  }
  return tokens;
}

/** The top-level values of a valid stream, each with the attributes ahead of it. */
export function topLevelParts(bytes: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const token of tokensOf(bytes)) {
    if (!token.last) continue;
    parts.push(bytes.subarray(from, token.end));
    from = token.end;
  }
  if (from < bytes.length) parts.push(bytes.subarray(from));
  return parts;
}

type BareToken = Omit<Token, "path" | "last">;

function tokenAt(bytes: Uint8Array, start: number): BareToken | undefined {
  const cr = bytes.indexOf(0x0d, start);
  if (cr === -1 || bytes[cr + 1] !== 0x0a) return undefined;
  const sign = String.fromCharCode(bytes[start]!);
  const text = String.fromCharCode(...bytes.subarray(start + 1, Math.min(cr, start + 200)));
  const lineEnd = cr + 2;
  const end = hasBody(sign, text) ? lineEnd + Number(text) + 2 : lineEnd;
  return end > bytes.length ? undefined : { sign, text, start, lineEnd, end };
}

function hasBody(sign: string, text: string): boolean {
  return /^[0-9]+$/.test(text) && ("$!=".includes(sign) || (sign === ";" && !/^0+$/.test(text)));
}

/** The open aggregates and how many values each still awaits. */
class Levels {
  readonly #open: { readonly sign: string; readonly path: string; left: number }[] = [];

  get path(): string {
    return this.#open.at(-1)?.path ?? "";
  }

  /** True if a top-level value ends with the token. */
  follow({ sign, text }: BareToken): boolean {
    if (sign === ";" && !/^0+$/.test(text)) return false;
    if (sign === "." || sign === ";") this.#open.pop();
    else if (this.#opens(sign, text)) return false;
    else if (sign === "|") return false;
    return this.#valueEnds();
  }

  #opens(sign: string, text: string): boolean {
    const left = announced(sign, text);
    if (left > 0) this.#open.push({ sign, path: this.path + sign, left });
    return left > 0;
  }

  #valueEnds(): boolean {
    for (let level = this.#open.at(-1); level !== undefined; level = this.#open.at(-1)) {
      if (--level.left > 0) return false;
      this.#open.pop();
      // An attribute is no value: the one it belongs to is still to come.
      if (level.sign === "|") return false;
    }
    return true;
  }
}

/** How many values the token says will follow inside it. */
function announced(sign: string, text: string): number {
  if (text === "?" && "*~>%$".includes(sign)) return Infinity;
  if (sign === "*" || sign === "~" || sign === ">") return Number(text) > 0 ? Number(text) : 0;
  return sign === "%" || sign === "|" ? 2 * Number(text) : 0;
}
