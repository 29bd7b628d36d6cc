// Writes src/commands/generated/command-table.ts from the COMMAND reply of a running server:
//
//   node scripts/generate-command-table.mjs 127.0.0.1:6379
//
// Run it against Redis 7.0 or later; what a newer server adds only adds rows.

import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { Decoder, encodeCommand } from "../dist/codec/index.js";

// What changes the state of the connection it is sent on; the server has no flag for it.
const connectionState = new Set([
  ...["ASKING", "AUTH", "DISCARD", "EXEC", "HELLO", "MONITOR", "MULTI", "QUIT", "READONLY"],
  ...["READWRITE", "RESET", "SELECT", "UNWATCH", "WATCH", "PSYNC", "SYNC", "REPLCONF"],
  ...["CLIENT CACHING", "CLIENT NO-EVICT", "CLIENT NO-TOUCH", "CLIENT REPLY", "CLIENT SETNAME"],
  ...["CLIENT SETINFO", "CLIENT TRACKING", "CLIENT CAPA", "SCRIPT DEBUG"],
]);
// They wait for replicas, and the server does not call that blocking.
const waiting = new Set(["WAIT", "WAITAOF"]);
const subscribing = /^[PS]?(UN)?SUBSCRIBE$/;

const [host = "127.0.0.1", port = "6379"] = (process.argv[2] ?? "127.0.0.1:6379").split(":");
const [commands, info] = await ask([["COMMAND"], ["INFO", "server"]]);
const rows = commands.flatMap(rowsOf).toSorted();
const version = /redis_version:(\S+)/.exec(info)[1];
writeFileSync(
  new URL("../src/commands/generated/command-table.ts", import.meta.url),
  `// Generated from the COMMAND reply of Redis ${version} by scripts/generate-command-table.mjs; don't edit.

/**
 * A row per command and subcommand: name, arity (negative = at least), flags, first key, last key, step.
 * Flags: r reads only, w writes, b may block, c changes its connection's state, s subscribes, - none.
 */
export const commandRows: string = \`
${rows.join("\n")}
\`;
`,
);

function rowsOf([name, arity, flags, first, last, step, , , , subcommands]) {
  const words = name.toUpperCase().replace("|", " ");
  const letters = [
    flags.includes("readonly") ? "r" : "",
    flags.includes("write") ? "w" : "",
    flags.includes("blocking") || waiting.has(words) ? "b" : "",
    connectionState.has(words) ? "c" : "",
    subscribing.test(words) ? "s" : "",
  ].join("");
  const row = [words.replace(" ", "|"), arity, letters || "-", first, last, step].join(" ");
  return [row, ...(subcommands ?? []).flatMap(rowsOf)];
}

function ask(requests) {
  return new Promise((resolve, reject) => {
    const replies = [];
    const socket = connect(Number(port), host, () => {
      for (const request of requests) socket.write(encodeCommand(request));
    });
    const decoder = new Decoder({
      onReply(reply) {
        replies.push(reply);
        if (replies.length < requests.length) return;
        socket.end();
        resolve(replies);
      },
    });
    socket.on("data", (chunk) => decoder.write(chunk)).on("error", reject);
  });
}
