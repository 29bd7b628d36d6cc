// Writes the generated modules of src/commands and src/client from COMMAND DOCS and COMMAND of a running
// server; build the codec first (npx tsc -b):
//
//   node packages/resp/scripts/generate-commands.mjs 127.0.0.1:6379 [folder instead of src]
//
// Run it against the version that scripts/commands/replies.mjs speaks of, 7.0.15.

import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { askServer } from "./commands/ask-server.mjs";
import { commandsOf, groupBy } from "./commands/model.mjs";
import { printGroup } from "./commands/print-descriptors.mjs";
import { printMethods } from "./commands/print-methods.mjs";
import { header } from "./commands/print-shared.mjs";
import { printTable } from "./commands/print-table.mjs";

const packageFolder = resolve(import.meta.dirname, "..");
const [address = "127.0.0.1:6379", target = join(packageFolder, "src")] = process.argv.slice(2);
const [docs, table, info] = await askServer(address, [
  ["COMMAND", "DOCS"],
  ["COMMAND"],
  ["INFO", "server"],
]);
const version = /redis_version:(\S+)/.exec(info)[1];
const commands = commandsOf(docs);
const groups = [...groupBy(commands, ({ group }) => group)].toSorted(([a], [b]) =>
  a < b ? -1 : 1,
);

const files = [
  ["commands/generated/command-table.ts", printTable(version, table)],
  ...groups.map(([group, of]) => [
    `commands/generated/${group}.ts`,
    printGroup(version, group, of),
  ]),
  ["commands/generated/index.ts", printIndex()],
  ["client/generated/command-methods.ts", printMethods(version, commands)],
];
for (const folder of ["commands/generated", "client/generated"]) {
  mkdirSync(join(target, folder), { recursive: true });
}
for (const [file, text] of files) writeFileSync(join(target, file), text);
format(files.map(([file]) => join(target, file)));

function printIndex() {
  const lines = groups.map(([group]) => `export * from "./${group}.ts";`);
  return `${header(version, "The descriptors of all groups.")}${lines.join("\n")}\n`;
}

function format(paths) {
  const root = resolve(packageFolder, "../..");
  const config = join(root, ".oxfmtrc.json");
  const { status, stderr } = spawnSync(
    join(root, "node_modules/.bin/oxfmt"),
    ["--config", config, ...paths],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`oxfmt failed: ${stderr}`);
}
