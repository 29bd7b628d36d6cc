// What descriptors and methods have in common when printed: comments, parameters, types.

import { readerTypes } from "./reader-types.mjs";

const withoutStrings = new Set([
  ...["anything", "count", "countOrNull", "counts", "double", "doubleOrNull", "doublesOrNulls"],
  ...["integer", "integerOrNull", "integersOrNulls", "latencySamples", "ok", "okOrNull"],
  ...["positionsOrNulls", "yes", "yeses"],
]);
const optionKinds = new Set(["flag", "option", "options", "each", "nested", "trim", "configs"]);

/** Summary, age, cost and page of a command, as a comment. */
export function commentOf({ name, docs }, indent = "") {
  const { summary, since, complexity, deprecated_since, replaced_by } = docs;
  const cost = complexity === undefined ? "" : ` ${sentence(complexity)}`;
  const lines = [
    ...wrapped(sentence(summary)),
    "",
    ...wrapped(`Since Redis ${since}.${cost} https://redis.io/commands/${name.replace("|", "-")}`),
  ];
  if (deprecated_since !== undefined) {
    lines.push("", ...wrapped(`@deprecated Since Redis ${deprecated_since}: use ${replaced_by}.`));
  }
  return [`/**`, ...lines.map((line) => ` * ${line}`.trimEnd()), ` */`]
    .map((line) => indent + line)
    .join("\n");
}

/** The parts that go into the options object. */
export function optionsOf({ parts }) {
  return parts.filter(({ kind }) => optionKinds.has(kind));
}

/** The name of the type of its options, with `<...>` of its type arguments; undefined without any. */
export function optionsTypeOf(command, prefix = "") {
  const bag = command.parts.find(({ kind }) => kind === "bag");
  if (bag !== undefined) return prefix + bag.type;
  if (optionsOf(command).length === 0) return undefined;
  const variants = variantsOf(command).map(({ parameter }) => parameter);
  const types = variants.length === 0 ? "" : `<${variants.join(", ")}>`;
  return `${prefix}${command.type}Options${types}`;
}

/** True if a call must give the options. */
export function optionsRequired(command) {
  return optionsOf(command).some(({ exactly, required }) => exactly === true || required === true);
}

/** `name: Type` of every positional argument; those of lists that may be left out with a default. */
export function parametersOf({ parts }) {
  return parts
    .filter(({ kind }) => kind === "value" || kind === "list" || kind === "custom")
    .map(({ kind, name, type, optional }) => {
      const shown = kind === "list" ? `OneOrMany<${type}>` : type;
      return { name, text: optional === true ? `${name}: ${shown} = []` : `${name}: ${shown}` };
    });
}

/** Options on which the result's type depends, each with its type parameter. */
export function variantsOf(command) {
  const names = [];
  const visit = (reply) => {
    if (reply.option === undefined) return;
    if (!names.includes(reply.option)) names.push(reply.option);
    for (const inner of [reply.given, reply.otherwise]) {
      if (typeof inner === "object") visit(inner);
    }
  };
  visit(command.reply);
  return names.map((name) => {
    const part = optionsOf(command).find((one) => one.name === name);
    if (part === undefined) throw new Error(`${command.name} has no option ${name}.`);
    const parameter = name[0].toUpperCase() + name.slice(1);
    const type = part.kind === "flag" ? "boolean" : `${part.type} | undefined`;
    const otherwise = part.kind === "flag" ? "false" : "undefined";
    return {
      name,
      parameter,
      flag: part.kind === "flag",
      text: `${parameter} extends ${type} = ${otherwise}`,
    };
  });
}

/** The result's type. */
export function resultOf(command) {
  const variants = variantsOf(command);
  const visit = (reply) => {
    if (typeof reply === "string") return readerTypes[reply];
    if (reply.bytes === true) return readerTypes[reply.reader].replace("string", "Uint8Array");
    if (reply.option === undefined) return readerTypes[reply.reader];
    const { parameter, flag } = variants.find(({ name }) => name === reply.option);
    const [given, otherwise] = [visit(reply.given), visit(reply.otherwise)];
    return flag
      ? `${parameter} extends true ? ${given} : ${otherwise}`
      : `${parameter} extends undefined ? ${otherwise} : ${given}`;
  };
  return visit(command.reply);
}

/** Every reader a command may use. */
export function leavesOf(reply) {
  if (typeof reply === "string") return [{ reader: reply }];
  if (reply.option === undefined) return [reply];
  return [...leavesOf(reply.given), ...leavesOf(reply.otherwise)];
}

/** True if its strings may be asked for as bytes. */
export function holdsStrings({ reply }) {
  return leavesOf(reply).some(
    ({ reader, own, bytes }) => own !== true && bytes !== true && !withoutStrings.has(reader),
  );
}

/** The first lines of a generated file. */
export function header(version, what) {
  return `// Generated from COMMAND DOCS and COMMAND INFO of Redis ${version} by scripts/generate-commands.mjs; don't\n// edit. ${what}\n\n`;
}

/** An import of those names that `code` uses. */
export function importOf(code, names, from, typeOnly = false) {
  const bare = code.replaceAll(/\/\*[^]*?\*\/|"[^"]*"/g, "");
  const used = names.filter((name) =>
    new RegExp(String.raw`(?<!\w\.)\b${name.replace("type ", "")}\b(?!\??:)`).test(bare),
  );
  if (used.length === 0) return "";
  return `import ${typeOnly ? "type " : ""}{ ${used.join(", ")} } from "${from}";\n`;
}

function sentence(text) {
  const trimmed = text.trim().replaceAll("*/", "* /");
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

function wrapped(text, width = 96) {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== "" && last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines;
}
