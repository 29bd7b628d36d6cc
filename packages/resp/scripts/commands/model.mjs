// From COMMAND DOCS to what the printers need: each command with its parts in the order they are sent.
//
// A part is one of
//   word      a fixed word
//   value     a positional argument                 list    a positional argument of many values
//   custom    a positional argument written by a function of src/commands/words.ts
//   flag      an option that is a word or nothing   option  an option with a value, behind a word or not
//   options   an option of many values              each    the same, the word before each value
//   nested    an option of several values           trim, configs   options with a form of their own
//   bag       options that are a type written by hand

import { absent, iterated, leaseOnly, replies } from "./replies.mjs";
import { names, shapes } from "./shapes.mjs";

/** Every command with a descriptor, sorted; containers without a form of their own are none. */
export function commandsOf(docs) {
  const found = [];
  for (const [name, fields] of pairsOf(docs)) {
    const own = recordOf(fields);
    if (own.subcommands !== undefined) found.push(...commandsOf(own.subcommands));
    if (own.subcommands !== undefined && replies[name] === undefined) continue;
    if (absent[name] !== undefined) continue;
    found.push(commandOf(name, own));
  }
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Two by two. */
export function pairsOf(flat) {
  return Array.from({ length: flat.length / 2 }, (_, at) => [flat[2 * at], flat[2 * at + 1]]);
}

/** A flat array as an object. */
export function recordOf(flat) {
  return Object.fromEntries(pairsOf(flat));
}

/** Lists by what `keyOf` says; Map.groupBy is younger than Node 20. */
export function groupBy(list, keyOf) {
  const groups = new Map();
  for (const one of list) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

/** `config-get`, `zrange_by` -> `configGet`, `zrangeBy`. */
export function camelCase(name) {
  return name.replaceAll(/[-_ |:/](\w)/g, (_, letter) => letter.toUpperCase());
}

/** `configGet` -> `ConfigGet`. */
export function capital(name) {
  return name[0].toUpperCase() + name.slice(1);
}

function commandOf(name, docs) {
  const reply = replies[name];
  if (reply === undefined) throw new Error(`No reply is known of ${name}: see replies.mjs.`);
  const given = (docs.arguments ?? []).map(recordOf);
  const shape = shapes[name] ?? {};
  const known = new Set(["", ...given.map((argument) => argument.name)]);
  for (const named of Object.keys(shape)) {
    if (!known.has(named)) throw new Error(`${name} has no argument ${named}: see shapes.mjs.`);
  }
  const parts = [
    ...given.flatMap((argument, at) => shapeOf(argument, shape) ?? partsOf(argument, given, at)),
    ...(shape[""] ?? []),
  ].map((part) => renamed(name, part));
  return {
    name,
    words: name.toUpperCase().split("|"),
    method: methodName(name),
    // `eval` is no name for a function of its own in a module.
    descriptor: methodName(name).replace(/^eval(?=$|Ro)/, "evaluate"),
    type: capital(methodName(name)),
    group: docs.group,
    docs,
    parts,
    reply: typeof reply === "string" ? { reader: reply } : reply,
    leaseOnly: leaseOnly.has(name),
    iterated: iterated.has(name),
  };
}

/** As the table says; `key` of SORT's STORE, say, is another argument than the first of that name. */
function shapeOf(argument, shape) {
  return Object.hasOwn(shape, argument.name) ? shape[argument.name] : undefined;
}

function methodName(name) {
  return camelCase(name.replaceAll(/_(?=ro$)/g, "-"));
}

function partsOf(argument, siblings, at) {
  const flags = new Set(argument.flags ?? []);
  const many = flags.has("multiple");
  if (argument.name === "numkeys") return [];
  const counted = siblings[at - 1]?.name === "numkeys";
  if (flags.has("optional")) return optionsOf(argument, { many, perWord: argument.flags });
  const inner = (argument.arguments ?? []).map(recordOf);
  if (argument.type === "oneof") return [{ ...valueOf(argument), type: literals(inner) }];
  if (argument.type === "block") {
    if (inner.length === 1) return [{ ...valueOf(inner[0]), kind: many ? "list" : "value" }];
    throw new Error(`A block needs a shape: ${argument.name}`);
  }
  if (argument.type === "pure-token") return [{ kind: "word", word: argument.token }];
  const part = many
    ? { ...valueOf(argument), kind: "list", name: plural(camelCase(argument.name)), counted }
    : valueOf(argument);
  return argument.token === undefined ? [part] : [{ kind: "word", word: argument.token }, part];
}

function valueOf(argument) {
  return { kind: "value", name: camelCase(argument.name), type: typeOf(argument), argument };
}

/** What may be left out: options, but for lists without a word, which are the last argument. */
function optionsOf(argument, { many }) {
  const inner = (argument.arguments ?? []).map(recordOf);
  const { token } = argument;
  if (argument.type === "pure-token") return [flagOf(argument)];
  if (argument.type === "oneof" && token === undefined) {
    return inner.flatMap((one) => grouped(optionsOf(one, {}), camelCase(argument.name)));
  }
  const name = (token ?? camelCase(argument.name)).toLowerCase();
  if (argument.type === "oneof") {
    return [{ kind: "option", name, word: token, type: literals(inner) }];
  }
  if (argument.type === "block" && token === undefined) {
    return inner.flatMap((one) => optionsOf(one, {}));
  }
  if (argument.type === "block") {
    const fields = inner.map((one) => ({ name: camelCase(one.name) }));
    return [{ kind: "nested", name, word: token, fields, type: capital(name) }];
  }
  const type = typeOf(argument);
  if (!many) {
    return [
      {
        kind: "option",
        name: token === undefined ? camelCase(argument.name) : name,
        word: token,
        type,
        argument,
      },
    ];
  }
  if ((argument.flags ?? []).includes("multiple_token")) {
    return [{ kind: "each", name, word: token, type }];
  }
  if (token !== undefined) return [{ kind: "options", name, word: token, type }];
  return [{ kind: "list", name: plural(camelCase(argument.name)), type, optional: true }];
}

function flagOf({ token }) {
  return { kind: "flag", name: camelCase(token.toLowerCase()), word: token };
}

function grouped(parts, group) {
  return parts.map((part) => ({ ...part, group }));
}

function literals(inner) {
  return inner.map(({ token }) => `"${token}"`).join(" | ");
}

/** Bounds such as "(5" and "-inf" are text; scores and times are numbers. */
function typeOf({ type, name }) {
  if (type === "integer" && name === "cursor") return "CommandArgument";
  if (type === "integer" || type === "unix-time") return "Integer";
  if (type === "double" && !/^(min|max)$/.test(name)) return "number";
  return "CommandArgument";
}

function plural(name) {
  return name.endsWith("s") ? name : `${name}s`;
}

function renamed(command, part) {
  if (part.name === undefined) return part;
  const name =
    names[`${command}.${part.name}`] ?? (part.kind === "value" ? names[part.name] : undefined);
  return name === undefined ? part : { ...part, name };
}
