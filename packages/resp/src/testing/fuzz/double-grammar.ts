// The grammar of a double as an automaton, for the second decoder. The specification writes it as
// [<+|->]<integral>[.<fractional>][<E|e>[sign]<exponent>], or the words inf, -inf and nan; servers
// print "-nan" too.
//
//   start --sign--> signed --digit--> whole --"."--> point --digit--> fraction
//                                       |                                |
//                                       +------------ e, E --------------+--> power --sign--> powerSigned
//                                                                               |                |
//                                                                               +----- digit ----+--> exponent

type State =
  | "start"
  | "signed"
  | "whole"
  | "point"
  | "fraction"
  | "power"
  | "powerSigned"
  | "exponent";

/** What a character leads to, per state. */
const moves: Readonly<Record<State, Readonly<Record<string, State>>>> = {
  start: { sign: "signed", digit: "whole" },
  signed: { digit: "whole" },
  whole: { digit: "whole", ".": "point", e: "power" },
  point: { digit: "fraction" },
  fraction: { digit: "fraction", e: "power" },
  power: { sign: "powerSigned", digit: "exponent" },
  powerSigned: { digit: "exponent" },
  exponent: { digit: "exponent" },
};

const ends: ReadonlySet<State> = new Set(["whole", "fraction", "exponent"]);
const words = ["inf", "-inf", "nan", "-nan"];

/** Where `text` stops to be a double: an index, its length if it ends too soon, undefined if it is one. */
export function doubleFaultAt(text: string): number | undefined {
  if (words.includes(text)) return undefined;
  let state: State = "start";
  let at = 0;
  for (; at < text.length; at++) {
    const next: State | undefined = moves[state][classOf(text[at]!)];
    if (next === undefined) break;
    state = next;
  }
  if (at === text.length && ends.has(state)) return undefined;
  return Math.max(at, ...words.map((word) => sharedLength(word, text)));
}

function classOf(character: string): string {
  if (character >= "0" && character <= "9") return "digit";
  if (character === "+" || character === "-") return "sign";
  return character === "E" ? "e" : character;
}

function sharedLength(left: string, right: string): number {
  let length = 0;
  while (length < left.length && left[length] === right[length]) length++;
  return length;
}
