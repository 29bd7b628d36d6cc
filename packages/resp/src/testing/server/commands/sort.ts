// SORT and SORT_RO: by the elements themselves or by other keys, which patterns name.
//
//     BY weight_*        the key weight_<element>
//     GET user_*->name   the field `name` of the hash user_<element>
//     GET #              the element

import { type Answer, array, bulkOrNil, integer } from "../answers.ts";
import { parseCount, syntaxError, word, wrongType } from "../arguments.ts";
import { fromBinary, toBinary } from "../bytes.ts";
import { argument, type Call, type CommandSpec, firstKey } from "../command.ts";
import { parseDouble } from "../numbers.ts";
import { storeResult } from "../values.ts";

/** Commands that sort. */
export const sortCommands: readonly CommandSpec[] = [
  { name: "sort", arity: -2, flags: ["write"], run: (call) => sort(call, false) },
  {
    name: "sort_ro",
    arity: -2,
    since: "7.0.0",
    reads: firstKey,
    run: (call) => sort(call, true),
  },
];

interface SortOptions {
  by: string | undefined;
  readonly gets: string[];
  offset: number;
  /** Negative: all. */
  count: number;
  descending: boolean;
  alpha: boolean;
  store: string | undefined;
}

/** An element and what it is sorted by. */
interface Ranked {
  readonly element: string;
  readonly score: number;
  /** Undefined where BY leads to no key. */
  readonly text: string | undefined;
}

function sort(call: Call, readOnly: boolean): Answer {
  const options = parseSortOptions(call, readOnly);
  const { elements, type } = elementsAt(call, toBinary(argument(call, 0)));
  const ordered = arranged(call, elements, { ...options, type });
  const from = Math.max(options.offset, 0);
  const chosen = ordered.slice(from, options.count < 0 ? undefined : from + options.count);
  const gets = options.gets.length === 0 ? ["#"] : options.gets;
  const results = chosen.flatMap((element) => gets.map((get) => lookUp(call, get, element)));
  if (options.store === undefined) return array(results.map(bulkOrNil));
  const items = results.map((bytes) => bytes ?? new Uint8Array());
  storeResult(call, options.store, { type: "list", items });
  return integer(items.length);
}

function parseSortOptions({ args }: Call, readOnly: boolean): SortOptions {
  const options: SortOptions = {
    by: undefined,
    gets: [],
    offset: 0,
    count: -1,
    descending: false,
    alpha: false,
    store: undefined,
  };
  for (let at = 1; at < args.length; at += 1) {
    const [name, one, two] = [word(args[at]), args[at + 1], args[at + 2]];
    if (name === "ASC" || name === "DESC") {
      options.descending = name === "DESC";
    } else if (name === "ALPHA") {
      options.alpha = true;
    } else if (name === "LIMIT" && two !== undefined) {
      options.offset = parseCount(one);
      options.count = parseCount(two);
      at += 2;
    } else if (name === "BY" && one !== undefined) {
      options.by = toBinary(one);
      at += 1;
    } else if (name === "GET" && one !== undefined) {
      options.gets.push(toBinary(one));
      at += 1;
    } else if (name === "STORE" && one !== undefined && !readOnly) {
      options.store = toBinary(one);
      at += 1;
    } else {
      throw syntaxError();
    }
  }
  return options;
}

function elementsAt({ database }: Call, key: string): { elements: string[]; type: string } {
  const value = database.find(key)?.value;
  switch (value?.type) {
    case undefined:
      return { elements: [], type: "none" };
    case "list":
      return { elements: value.items.map(toBinary), type: "list" };
    case "set":
      return { elements: [...value.members], type: "set" };
    case "zset":
      return { elements: value.members.ordered.map(({ member }) => member), type: "zset" };
    default:
      throw wrongType();
  }
}

/** In the order asked for; a BY without asterisk sorts nothing. */
function arranged(
  call: Call,
  elements: readonly string[],
  options: SortOptions & { readonly type: string },
): readonly string[] {
  let { by, alpha } = options;
  if (by !== undefined && !by.includes("*")) {
    if (options.type !== "set" || options.store === undefined) {
      return options.type !== "set" && options.descending ? elements.toReversed() : elements;
    }
    // What is stored must not hang on the order of a hash table.
    by = undefined;
    alpha = true;
  }
  const ranked = elements.map((element) => rank(call, element, { by, alpha }));
  const sign = options.descending ? -1 : 1;
  return ranked
    .toSorted((one, other) => sign * compare(one, other, alpha))
    .map(({ element }) => element);
}

function rank(
  call: Call,
  element: string,
  { by, alpha }: { by: string | undefined; alpha: boolean },
): Ranked {
  const bytes = by === undefined ? undefined : lookUp(call, by, element);
  const text = by === undefined ? element : bytes && toBinary(bytes);
  if (alpha) return { element, score: 0, text };
  const digits = (text ?? "").replace(/^[ \t\n\v\f\r]+/, "");
  const notDouble = "ERR One or more scores can't be converted into double";
  const score = digits === "" ? 0 : parseDouble(fromBinary(digits), notDouble);
  return { element, score, text };
}

function compare(one: Ranked, other: Ranked, alpha: boolean): number {
  if (!alpha) return one.score - other.score || order(one.element, other.element);
  if (one.text === undefined || other.text === undefined) {
    return Number(one.text !== undefined) - Number(other.text !== undefined);
  }
  return order(one.text, other.text);
}

function order(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** The string or hash field a pattern names for an element; undefined where there is none. */
function lookUp({ database }: Call, pattern: string, element: string): Uint8Array | undefined {
  if (pattern === "#") return fromBinary(element);
  const star = pattern.indexOf("*");
  if (star === -1) return undefined;
  const arrow = pattern.indexOf("->", star + 1);
  const hasField = arrow !== -1 && arrow + 2 < pattern.length;
  const end = hasField ? arrow : pattern.length;
  const key = pattern.slice(0, star) + element + pattern.slice(star + 1, end);
  const value = database.find(key)?.value;
  if (hasField) {
    return value?.type === "hash" ? value.fields.get(pattern.slice(arrow + 2)) : undefined;
  }
  return value?.type === "string" ? value.bytes : undefined;
}
