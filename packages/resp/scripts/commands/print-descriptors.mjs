// A module of descriptors for each of the server's groups.

import { groupBy } from "./model.mjs";
import {
  commentOf,
  header,
  importOf,
  leavesOf,
  optionsOf,
  optionsRequired,
  optionsTypeOf,
  parametersOf,
  resultOf,
  variantsOf,
} from "./print-shared.mjs";
import { readerTypes } from "./reader-types.mjs";
import { sentenceOf } from "./sentences.mjs";

const writers = [
  ...[
    "all",
    "bitfieldOperations",
    "bitRange",
    "configs",
    "counted",
    "each",
    "failoverTarget",
    "flag",
    "geoArea",
  ],
  ...["geoPlaces", "grouped"],
  ...["limit", "listOf", "migrateCredentials", "named", "optional", "pairs"],
  ...["pendingRange", "scored", "scriptInput", "streamIds", "trim"],
  "type Words",
];
const argumentTypes = [
  ...["BitfieldOperation", "BitfieldRead", "BitRange", "FailoverTarget", "GeoArea", "GeoPlace"],
  ...["GeoUnit", "Integer", "Limit", "MigrateCredentials", "OneOrMany", "Pairs", "PendingRange"],
  ...["ScoredMembers", "ScriptInput", "TrimThreshold"],
];
const readers = Object.keys(readerTypes).map((name) => name.replace(/\(.*/, ""));
const replyTypes = [
  ...new Set(Object.values(readerTypes).flatMap((type) => type.match(/\b[A-Z]\w+/g) ?? [])),
].filter((name) => !["OK", "Reply"].includes(name));

/** The module of one group. */
export function printGroup(version, group, commands) {
  const code = commands.map(printCommand).join("\n");
  const what = `Descriptors of the server's group "${group}".`;
  return [
    header(version, what),
    importOf(code, ["CommandArgument", "Reply"], "../../codec/index.ts", true),
    importOf(code, argumentTypes, "../arguments.ts", true),
    importOf(code, ["Command"], "../command.ts", true),
    importOf(code, ["AtMostOne", "ExactlyOne"], "../option-types.ts", true),
    importOf(
      code,
      [...replyTypes.map((name) => `type ${name}`), ...readers].toSorted(),
      "../replies/index.ts",
    ),
    importOf(code, writers, "../words.ts"),
    "\n",
    code,
  ].join("");
}

function printCommand(command) {
  const generics = variantsOf(command).map(({ text }) => text);
  const parameters = parametersOf(command).map(({ text }) => text);
  const options = optionsTypeOf(command);
  if (options !== undefined) {
    parameters.push(`options: ${options}${optionsRequired(command) ? "" : " = {}"}`);
  }
  const { words, rest } = wordsOf(command);
  const reply = replyOf(command);
  const body =
    rest.length === 0
      ? `return { args: [${words}], ${reply} };`
      : `const words: Words = [${words}];\n${rest.join("\n")}\nreturn { args: words, ${reply} };`;
  return `${printOptions(command)}${commentOf(command)}
export function ${command.descriptor}${generics.length === 0 ? "" : `<${generics.join(", ")}>`}(${parameters.join(", ")}): Command<${resultOf(command)}> {
${body}
}
`;
}

function printOptions(command) {
  const parts = optionsOf(command);
  if (parts.length === 0) return "";
  const variants = variantsOf(command);
  const generics = variants.map(({ text }) => text).join(", ");
  const name = `${command.type}Options${generics === "" ? "" : `<${generics}>`}`;
  const groups = groupBy(parts, ({ group }) => group);
  const free = (groups.get(undefined) ?? []).map((part) => memberOf(command, part, variants));
  const comment = `/** Options of {@link ${command.descriptor}}. */\n`;
  groups.delete(undefined);
  if (groups.size === 0) return `${comment}export interface ${name} {\n${free.join("\n")}\n}\n\n`;
  const exclusive = [...groups.values()].map((members) => {
    const types = members.map((part) => memberOf(command, { ...part, required: true }, variants));
    return `${members[0].exactly === true ? "ExactlyOne" : "AtMostOne"}<{\n${types.join("\n")}\n}>`;
  });
  const own = free.length === 0 ? [] : [`{\n${free.join("\n")}\n}`];
  return `${comment}export type ${name} = ${[...own, ...exclusive].join(" & ")};\n\n`;
}

function memberOf({ name: command }, part, variants) {
  const variant = variants.find(({ name }) => name === part.name);
  const type = variant?.parameter ?? optionType(part);
  const written = part.required === true ? `: ${type}` : `?: ${type} | undefined`;
  return `/** ${sentenceOf(command, part.name)} */\n${part.name}${written};`;
}

function optionType({ kind, type }) {
  if (kind === "flag") return "boolean";
  if (kind === "each") return `OneOrMany<${type}>`;
  return kind === "options" ? `OneOrMany<${type}>` : type;
}

/** Words that stand in the literal, and the statements that write the others. */
function wordsOf({ words: name, parts }) {
  const fixed = parts.findIndex((part) => !isFixed(part));
  const first = fixed === -1 ? parts : parts.slice(0, fixed);
  const words = [...name.map((word) => `"${word}"`), ...first.map(fixedWord)].join(", ");
  return { words, rest: fixed === -1 ? [] : parts.slice(fixed).map(statementOf) };
}

function isFixed({ kind, counted }) {
  return kind === "word" || kind === "value" || (kind === "list" && counted !== true);
}

function fixedWord({ kind, name, word }) {
  if (kind === "word") return `"${word}"`;
  return kind === "list" ? `...listOf(${name})` : name;
}

function statementOf(part) {
  const { kind, name, word } = part;
  switch (kind) {
    case "word":
    case "value":
      return `words.push(${fixedWord(part)});`;
    case "list":
      return part.counted === true ? `counted(words, ${name});` : `all(words, ${name});`;
    case "custom":
      return `${part.encoder}(words, ${name});`;
    case "bag":
      return `${part.encoder}(words, options);`;
    case "flag":
      return `flag(words, "${word}", options.${name});`;
    case "option":
      return optionStatement(part);
    case "options":
      return `grouped(words, "${word}", options.${name});`;
    case "each":
      return `each(words, "${word}", options.${name});`;
    case "trim":
      return `trim(words, "${word}", options.${name});`;
    default:
      return `${kind === "configs" ? "configs" : part.type[0].toLowerCase() + part.type.slice(1)}(words, options.${name});`;
  }
}

function optionStatement({ name, word }) {
  if (word === undefined) return `optional(words, options.${name});`;
  const [first, second] = word.split(" ");
  if (second === undefined) return `named(words, "${word}", options.${name});`;
  return `if (options.${name} !== undefined) words.push("${first}", "${second}", options.${name});`;
}

function replyOf(command) {
  const variants = variantsOf(command);
  const visit = (reply) => {
    if (typeof reply === "string") return reply;
    if (reply.option === undefined) return reply.reader;
    const { flag } = variants.find(({ name }) => name === reply.option);
    const given = `options.${reply.option} ${flag ? "=== true" : "!== undefined"}`;
    return `${given} ? ${visit(reply.given)} : ${visit(reply.otherwise)}`;
  };
  const leaves = leavesOf(command.reply);
  const reader = visit(command.reply);
  const cast = variants.length > 0 || leaves[0].bytes === true;
  const strings = leaves[0].bytes === true ? "bytes" : leaves[0].own === true ? "utf8" : undefined;
  const written = cast ? `reply: (${reader}) as never` : `reply: ${reader}`;
  return strings === undefined ? written : `${written}, strings: "${strings}"`;
}
