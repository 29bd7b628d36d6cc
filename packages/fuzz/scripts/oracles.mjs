// Writes docs/oracles.md: where our decoder, the second decoder, other libraries' parsers and a real
// server judge the same bytes differently.
//
//   node packages/fuzz/scripts/oracles.mjs            writes the page
//   node packages/fuzz/scripts/oracles.mjs --check    1 if the page says anything else; a server of
//                                                     another version, or none, is left out of it

import { execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { decodeFrames, encodeCommand, printable } from "@respite/resp/codec";
import { agrees, corpus, everyByte, cutAt, fromText, judge } from "@respite/resp/testing";
import { peers } from "./peers.mjs";

const page = new URL("../../../docs/oracles.md", import.meta.url);
const checks = process.argv.includes("--check");
const serverVersion = versionOfServer();

function versionOfServer() {
  try {
    return /v=(\S+)/.exec(execFileSync("redis-server", ["--version"], { encoding: "utf8" }))[1];
  } catch (error) {
    if (checks) return undefined;
    throw error;
  }
}

const table = (head, rows) =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
const code = (text) => `\`${text.replaceAll("|", "¦").replaceAll("`", "'")}\``;
const short = (bytes) => {
  const text = printable(bytes);
  return code(text.length > 44 ? `${text.slice(0, 40)}…` : text);
};

/** One word on what a parser made of a case; "" where it is right. */
function remark(read, { text, verdict, values }) {
  const bytes = fromText(text);
  const whole = read([bytes]);
  const cut = read(cutAt(bytes, everyByte(bytes.length)));
  const right = values.every(
    (said, at) => at < whole.values.length && agrees(said, whole.values[at]),
  );
  if (whole.verdict === "crashed") return `throws ${code(whole.reason.slice(0, 40))}`;
  if (verdict === "invalid" && whole.verdict === "accepted") {
    return whole.values.length > values.length ? `reads ${shown(whole.values.at(-1))}` : "waits";
  }
  if (verdict !== "invalid" && whole.verdict === "refused") return "refuses";
  if (!right && whole.values.length < values.length) return "waits";
  if (!right) return `reads ${shown(whole.values.at(-1))}`;
  if (verdict !== "invalid" && whole.values.length > values.length) return "answers early";
  return cut.verdict !== whole.verdict || cut.values.length !== whole.values.length
    ? `differs byte by byte: ${cut.verdict}`
    : "";
}

function shown(value) {
  const text =
    value instanceof Error
      ? `Error(${value.message})`
      : value instanceof Map
        ? JSON.stringify([...value])
        : spelled(value);
  const cut = text.length > 24 ? `${text.slice(0, 22)}..` : text;
  return code(printable(new TextEncoder().encode(cut)).replaceAll(String.raw`\"`, '"'));
}

function spelled(value) {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  return (
    JSON.stringify(value, (_, each) => (typeof each === "bigint" ? `${each}n` : each)) ??
    "undefined"
  );
}

/** True for what RESP2 can't say: a type of RESP3 at a line's beginning, or a length that is "?". */
function isResp3({ text }) {
  return /(?:^|\r\n)[_#,(!=%~>|;.]|(?:^|\r\n)[$*]\?/.test(text);
}

const cells = new Map();

/** The cell of one parser for one case; several tables ask, and some parsers take long byte by byte. */
function cell(peer, one) {
  const known = cells.get(one) ?? new Map();
  cells.set(one, known);
  if (!known.has(peer)) known.set(peer, judgedBy(peer, one));
  return known.get(peer);
}

function judgedBy(peer, one) {
  return peer.protocol === 2 && isResp3(one) ? "–" : remark(peer.read, one);
}

/** The cases of a verdict on which some parser differs. */
function rowsFor(verdict) {
  const rows = [];
  for (const one of corpus) {
    if (one.verdict !== verdict) continue;
    const row = peers.map((peer) => cell(peer, one));
    if (row.every((text) => text === "" || text === "–")) continue;
    const name = one.name.replace(/^(in)?(valid|complete)-/, "");
    rows.push([isResp3(one) ? `${name} ³` : name, short(fromText(one.text))].concat(row));
  }
  return rows;
}

/** How many cases each parser judges as the second decoder does, of those it means to know. */
function countsFor(verdict) {
  const cases = corpus.filter((one) => one.verdict === verdict);
  const counts = peers.map((peer) => {
    const known = cases.filter((one) => cell(peer, one) !== "–");
    return `${known.filter((one) => cell(peer, one) === "").length} of ${known.length}`;
  });
  return [verdict].concat(counts);
}

function corpusTables() {
  const names = peers.map(({ name }) => name);
  const head = ["case", "bytes"].concat(names);
  return [
    "## Judged as the second decoder does",
    table(["cases"].concat(names), ["valid", "invalid", "incomplete"].map(countsFor)),
    "## Legal streams that are read otherwise",
    table(head, rowsFor("valid")),
    "## Streams that are no RESP and are taken for some",
    '"reads" shows the last value handed over, "waits" means that nothing was refused and more bytes are awaited.',
    table(head, rowsFor("invalid")),
    "## Unfinished streams",
    table(head, rowsFor("incomplete")),
  ];
}

// A real server

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** What a server sends to these bytes within 300 ms, and whether it closed. */
function ask(port, bytes) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    const chunks = [];
    const end = (closed) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ bytes: new Uint8Array(Buffer.concat(chunks)), closed });
    };
    const timer = setTimeout(() => end(false), 300);
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("end", () => end(true));
    socket.on("error", () => end(true));
  });
}

async function protocolTable(port) {
  const kinds = [
    "string",
    "integer",
    "double",
    "null",
    "array",
    "set",
    "map",
    "attrib",
    "push",
    "verbatim",
    "true",
    "false",
    "bignum",
  ];
  const rows = [];
  for (const kind of kinds) {
    const hello = encodeCommand(["HELLO", "3"]);
    const greeting = (await ask(port, hello)).bytes;
    const debug = encodeCommand(["DEBUG", "PROTOCOL", kind]);
    const { bytes: all } = await ask(port, Buffer.concat([hello, debug]));
    const bytes = all.subarray(greeting.length);
    const { verdict, values } = judge(bytes);
    const remarks = peers.map((peer) =>
      cell(peer, { text: Buffer.from(bytes).toString("latin1"), verdict, values }),
    );
    rows.push([
      code(`DEBUG PROTOCOL ${kind}`),
      short(bytes),
      verdict,
      ...remarks.map((text) => text || "same"),
    ]);
  }
  return table(["command", "bytes", "reference", ...peers.map(({ name }) => name)], rows);
}

const requests = [
  ["canonical", "*2\r\n$4\r\nECHO\r\n$1\r\na\r\n"],
  ["argument with line breaks", "*2\r\n$4\r\nECHO\r\n$4\r\n\r\n\r\n\r\n"],
  ["empty argument", "*2\r\n$4\r\nECHO\r\n$0\r\n\r\n"],
  ["inline", "ECHO a\r\n"],
  ["inline, LF alone", "ECHO a\n"],
  ["count with leading zero", "*02\r\n$4\r\nECHO\r\n$1\r\na\r\n"],
  ["length with leading zero", "*2\r\n$04\r\nECHO\r\n$1\r\na\r\n"],
  ["count with sign", "*+2\r\n$4\r\nECHO\r\n$1\r\na\r\n"],
  ["length with space", "*2\r\n$ 4\r\nECHO\r\n$1\r\na\r\n"],
  ["length with garbage", "*2\r\n$4x\r\nECHO\r\n$1\r\na\r\n"],
  ["null argument", "*2\r\n$4\r\nECHO\r\n$-1\r\n"],
  ["length below -1", "*2\r\n$4\r\nECHO\r\n$-2\r\n"],
  ["count -1", "*-1\r\n*1\r\n$4\r\nPING\r\n"],
  ["count -5", "*-5\r\n*1\r\n$4\r\nPING\r\n"],
  ["count 0", "*0\r\n*1\r\n$4\r\nPING\r\n"],
  ["integer as argument", "*2\r\n$4\r\nECHO\r\n:1\r\n"],
  ["simple string as argument", "*2\r\n$4\r\nECHO\r\n+a\r\n"],
  ["wrong terminator", "*2\r\n$4\r\nECHOxx$1\r\na\r\n"],
  ["length line ended by CR and x", "*2\r\n$4\rxECHO\r\n$1\r\na\r\n"],
  ["nested array", "*2\r\n$4\r\nECHO\r\n*1\r\n$1\r\na\r\n"],
  ["push instead of array", ">2\r\n$4\r\nECHO\r\n$1\r\na\r\n"],
  ["length beyond 512 MiB", "*2\r\n$4\r\nECHO\r\n$536870913\r\n"],
  ["count beyond 32 bits", "*4294967296\r\n"],
];

async function requestTable(port) {
  const rows = [];
  for (const [name, text] of requests) {
    const bytes = fromText(text);
    const { bytes: answer, closed } = await ask(port, bytes);
    const { verdict } = judge(bytes);
    const said =
      answer.length === 0
        ? closed
          ? "closes"
          : "waits"
        : `${short(answer)}${closed ? ", closes" : ""}`;
    rows.push([name, short(bytes), verdict, said]);
  }
  return table(["request", "bytes", "as RESP", `redis-server ${serverVersion}`], rows);
}

async function withServer(use) {
  const port = await freePort();
  const args = [
    "--port",
    String(port),
    "--bind",
    "127.0.0.1",
    "--save",
    "",
    "--enable-debug-command",
    "yes",
  ];
  const server = spawn("redis-server", args, { stdio: "ignore", cwd: tmpdir() });
  try {
    const ping = encodeCommand(["PING"]);
    while ((await ask(port, ping)).bytes.length === 0)
      await new Promise((resolve) => setTimeout(resolve, 50));
    return await use(port);
  } finally {
    server.kill("SIGTERM");
  }
}

const echoed = async (port) => {
  const frames = corpus.filter(({ text }) => text.length < 1000);
  let same = 0;
  const bytes = Buffer.concat(frames.map(({ text }) => encodeCommand(["ECHO", fromText(text)])));
  const answer = decodeFrames((await ask(port, bytes)).bytes);
  for (const [at, { text }] of frames.entries()) {
    if (Buffer.from(answer[at].bytes).equals(Buffer.from(fromText(text)))) same++;
  }
  return `${same} of ${frames.length} streams of the corpus come back from \`ECHO\` byte for byte, read by our decoder.`;
};

const serverHeading = "## Every type, as a server says it";

const serverParts = async (port) => [
  serverHeading,
  `What \`DEBUG PROTOCOL\` of redis-server ${serverVersion} sends after \`HELLO 3\`, and who reads it as it was meant.`,
  await protocolTable(port),
  "## Requests",
  "A server reads requests, which are arrays of bulks, by rules of its own. What it does with spellings at the edge:",
  await requestTable(port),
  await echoed(port),
];

const intro = `# Oracles: who says what of the same bytes

Written by \`node packages/fuzz/scripts/oracles.mjs\` (Node ${process.versions.node}, ${peers
  .slice(1)
  .map(({ name }) => name)
  .join(", ")}, redis-server ${serverVersion}); not by hand.

The streams are those of the kit's corpus (\`corpus\` in \`@respite/resp/testing\`), their verdicts are our reading of the
RESP specification, which the kit's second decoder shares in every case. Each parser gets a stream whole and byte
by byte. An empty cell is agreement. ³ marks what only RESP3 can say, "–" that a parser of RESP2 alone (redis-parser, which
iovalkey uses too) was not asked.

How to read it: a client that trusts its server may well be lenient, and its authors chose so; none of these lines is a
vulnerability by itself. What "waits" costs is a connection that hangs instead of failing, what "reads" costs is a wrong value
or another command's reply. A ¦ in the bytes column stands for the attribute's type byte.`;

/** What can be compared on this machine: neither the page's own versions nor a server that is not here. */
function comparable(text) {
  // The page is formatted: columns are as wide as their widest cell.
  const bare = text.replace(/^Written by .*$/m, "").replaceAll(/ +/g, " ");
  const lines = bare.replaceAll(/-{3,}/g, "---").split("\n");
  const wanted = readFileSync(page, "utf8").includes(`redis-server ${serverVersion})`);
  return wanted ? lines : lines.slice(0, lines.indexOf(serverHeading));
}

const hasServer = serverVersion !== undefined;
const parts = [intro, ...corpusTables(), ...(hasServer ? await withServer(serverParts) : [])];
const text = `${parts.join("\n\n")}\n`;
if (checks) {
  const [now, then] = [comparable(text), comparable(readFileSync(page, "utf8"))];
  const at = now.findIndex((line, index) => line !== then[index]);
  if (at !== -1 || now.length !== then.length) {
    process.exitCode = 1;
    console.log(`docs/oracles.md is not what is found today:\n- ${then[at]}\n+ ${now[at]}`);
  }
} else writeFileSync(page, text);
