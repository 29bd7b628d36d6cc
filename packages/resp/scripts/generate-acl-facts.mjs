// Writes src/testing/server/acl/generated/acl-facts.ts from the COMMAND reply of a running server:
//
//   node scripts/generate-acl-facts.mjs 127.0.0.1:6379
//
// Run it against Redis 7.0 or later.

import { writeFileSync } from "node:fs";
import { createClient } from "../dist/index.js";

const [host = "127.0.0.1", port = "6379"] = (process.argv[2] ?? "127.0.0.1:6379").split(":");
const client = createClient({ host, port: Number(port), protocol: 2 });
const commands = await client.call(["COMMAND"]);
/** @type {string[]} */
const categories = await client.call(["ACL", "CAT"]);
const version = /redis_version:(\S+)/.exec(await client.call(["INFO", "server"]))[1];
await client.close();

const rows = commands.flatMap(rowsOf).toSorted();
writeFileSync(
  new URL("../src/testing/server/acl/generated/acl-facts.ts", import.meta.url),
  `// Generated from the COMMAND reply of Redis ${version} by scripts/generate-acl-facts.mjs; don't edit.

/** The categories of ACL CAT, in its order. */
export const aclCategories: string = \`${categories.join(" ")}\`;

/**
 * A row per command and subcommand: name, categories, then where its keys are:
 *
 *     i1/r-1,2,0/w       from argument 1 on, to the last, every second: written
 *     kKEYS,-2/n0,1,1/r  behind the word KEYS, a number of keys and then they: read
 */
export const aclFacts: string = \`
${rows.join("\n")}
\`;
`,
);

function rowsOf([name, , , , , , groups, , specs, subcommands]) {
  const keys = (specs ?? []).map((spec) => keySpec(record(spec))).filter(Boolean);
  const row = [name.toLowerCase(), groups.map((one) => one.slice(1)).join(",") || "-", ...keys];
  return [row.join(" "), ...(subcommands ?? []).flatMap(rowsOf)];
}

function keySpec({ flags, begin_search: begin, find_keys: find }) {
  // A shard channel stands where a key would.
  if (flags.includes("not_key")) return undefined;
  const from = beginText(record(begin));
  const found = findText(record(find));
  if (from === undefined || found === undefined) return undefined;
  const reads = flags.includes("access") ? "r" : "";
  const writes = ["insert", "delete", "update"].some((one) => flags.includes(one)) ? "w" : "";
  return `${from}/${found}/${reads}${writes}`;
}

function beginText({ type, spec }) {
  const fields = record(spec);
  if (type === "index") return `i${fields.index}`;
  return type === "keyword" ? `k${fields.keyword},${fields.startfrom}` : undefined;
}

function findText({ type, spec }) {
  const fields = record(spec);
  if (type === "range") return `r${fields.lastkey},${fields.keystep},${fields.limit}`;
  return type === "keynum"
    ? `n${fields.keynumidx},${fields.firstkey},${fields.keystep}`
    : undefined;
}

/** A flat list of names and values as an object. */
function record(list) {
  return Object.fromEntries(
    list.flatMap((name, at) => (at % 2 === 0 ? [[name, list[at + 1]]] : [])),
  );
}
