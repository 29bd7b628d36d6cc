// Where an argument is better given in another shape than COMMAND DOCS suggests: `<command>` ->
// `<argument's name>` -> its parts. An empty array drops it; everything else follows the rules of model.mjs.

const value = (name, type) => ({ kind: "value", name, type });
const list = (name, type, optional = false) => ({ kind: "list", name, type, optional });
/** A positional argument written by a function of src/commands/words.ts. */
const custom = (name, type, encoder) => ({ kind: "custom", name, type, encoder });
const flag = (name, word = name.toUpperCase(), group) => ({
  kind: "flag",
  name,
  word,
  group,
});
const option = (name, type, word, group) => ({
  kind: "option",
  name,
  type,
  word,
  group,
});
const word = (text) => ({ kind: "word", word: text });
/** Several words given as one object. */
const nested = (name, type, fields, given) => ({
  kind: "nested",
  name,
  type,
  fields,
  word: given,
});
const fieldOf = (name, given = {}) => ({ name, ...given });

const pairs = (name, type = "Pairs") => [custom(name, type, "pairs")];
const script = [{ kind: "bag", type: "ScriptInput", encoder: "scriptInput" }];
const scriptShape = { numkeys: [], key: script, arg: [] };
const unit = [value("unit", "GeoUnit")];
const ranges = [list("slots", "Integer")];
const range = (type) => [
  nested("range", type, [
    fieldOf("start"),
    fieldOf("end", { optional: true }),
    fieldOf("unit", { optional: true }),
  ]),
];
const trim = (name, type, exactly) => ({
  kind: "trim",
  name,
  type: `TrimThreshold<${type}>`,
  word: name.toUpperCase(),
  group: "trim",
  exactly,
});
const trims = (exactly) => [
  trim("maxlen", "Integer", exactly),
  trim("minid", "CommandArgument", exactly),
];
const searched = { from: [custom("area", "GeoArea", "geoArea")], by: [] };
const primary = {
  args: [value("host", "CommandArgument"), value("port", "CommandArgument")],
};
const clientTypes = '"NORMAL" | "MASTER" | "REPLICA" | "PUBSUB"';

export const shapes = {
  "acl|cat": { categoryname: [option("category", "CommandArgument")] },
  "acl|log": { operation: [option("count", "Integer"), flag("reset")] },
  "acl|setuser": { rule: [list("rules", "CommandArgument", true)] },
  "acl|dryrun": { arg: [list("args", "CommandArgument", true)] },
  bitcount: { index: range("BitRange") },
  bitpos: { index: range("BitRange") },
  bitfield: {
    operation: [custom("operations", "OneOrMany<BitfieldOperation>", "bitfieldOperations")],
  },
  bitfield_ro: {
    encoding_offset: [custom("reads", "OneOrMany<BitfieldRead>", "bitfieldOperations")],
  },
  bitop: { operation: [value("operation", '"AND" | "OR" | "XOR" | "NOT"')] },
  "client|kill": {
    filter: [
      option("id", "Integer", "ID"),
      option("type", clientTypes, "TYPE"),
      option("user", "CommandArgument", "USER"),
      option("addr", "CommandArgument", "ADDR"),
      option("laddr", "CommandArgument", "LADDR"),
      option("skipme", '"yes" | "no"', "SKIPME"),
    ],
  },
  "client|list": {
    normal_master_replica_pubsub: [option("type", clientTypes, "TYPE")],
    id: [{ kind: "options", name: "id", type: "Integer", word: "ID" }],
  },
  "cluster|addslotsrange": { "start-slot_end-slot": ranges },
  "cluster|delslotsrange": { "start-slot_end-slot": ranges },
  "cluster|setslot": {
    subcommand: [
      { ...option("importing", "CommandArgument", "IMPORTING", "state"), exactly: true },
      option("migrating", "CommandArgument", "MIGRATING", "state"),
      option("node", "CommandArgument", "NODE", "state"),
      flag("stable", "STABLE", "state"),
    ],
  },
  "command|getkeys": { "": [list("args", "CommandArgument")] },
  "command|getkeysandflags": { "": [list("args", "CommandArgument")] },
  "command|list": {
    filterby: [
      option("module", "CommandArgument", "FILTERBY MODULE", "filter"),
      option("aclcat", "CommandArgument", "FILTERBY ACLCAT", "filter"),
      option("pattern", "CommandArgument", "FILTERBY PATTERN", "filter"),
    ],
  },
  "config|get": { parameter: [list("parameters", "CommandArgument")] },
  "config|set": { parameter_value: pairs("parameters") },
  debug: { "": [list("args", "CommandArgument")] },
  eval: scriptShape,
  eval_ro: scriptShape,
  evalsha: scriptShape,
  evalsha_ro: scriptShape,
  fcall: { function: [value("name", "CommandArgument")], ...scriptShape },
  fcall_ro: { function: [value("name", "CommandArgument")], ...scriptShape },
  failover: {
    target: [
      nested(
        "to",
        "FailoverTarget",
        [fieldOf("host"), fieldOf("port"), fieldOf("force", { flag: "FORCE", optional: true })],
        "TO",
      ),
    ],
  },
  geoadd: {
    longitude_latitude_member: [custom("places", "OneOrMany<GeoPlace>", "geoPlaces")],
  },
  geodist: { unit: [option("unit", "GeoUnit")] },
  georadius: { unit },
  georadiusbymember: { unit },
  georadius_ro: { unit },
  georadiusbymember_ro: { unit },
  geosearch: searched,
  geosearchstore: searched,
  hmset: { field_value: pairs("fields") },
  hset: { field_value: pairs("fields") },
  hrandfield: { options: [option("count", "Integer"), flag("withvalues")] },
  migrate: {
    key_or_empty_string: [word("")],
    authentication: [
      option("auth", "CommandArgument", "AUTH", "authentication"),
      {
        kind: "nested",
        name: "auth2",
        type: "MigrateCredentials",
        word: "AUTH2",
        group: "authentication",
        fields: [fieldOf("username"), fieldOf("password")],
      },
    ],
    key: [{ kind: "options", name: "keys", type: "CommandArgument", word: "KEYS", required: true }],
  },
  "module|load": { arg: [list("args", "CommandArgument", true)] },
  "module|loadex": {
    configs: [{ kind: "configs", name: "config", type: "Pairs", word: "CONFIG" }],
    args: [{ kind: "options", name: "args", type: "CommandArgument", word: "ARGS" }],
  },
  mset: { key_value: pairs("values") },
  msetnx: { key_value: pairs("values") },
  pfadd: { element: [list("elements", "CommandArgument", true)] },
  replicaof: primary,
  slaveof: primary,
  xadd: {
    trim: trims(false),
    id_or_auto: [value("id", "CommandArgument")],
    field_value: pairs("fields"),
  },
  "xgroup|create": { id: [value("id", "CommandArgument")] },
  "xgroup|setid": { id: [value("id", "CommandArgument")] },
  "xinfo|stream": { full: [flag("full"), option("count", "Integer", "COUNT")] },
  xpending: {
    filters: [
      nested("range", "PendingRange", [
        fieldOf("idle", { word: "IDLE", optional: true }),
        fieldOf("start"),
        fieldOf("end"),
        fieldOf("count"),
        fieldOf("consumer", { optional: true }),
      ]),
    ],
  },
  xread: { streams: [custom("streams", "Pairs", "streamIds")] },
  xreadgroup: {
    group_consumer: [
      word("GROUP"),
      value("group", "CommandArgument"),
      value("consumer", "CommandArgument"),
    ],
    streams: [custom("streams", "Pairs", "streamIds")],
  },
  xtrim: { trim: trims(true) },
  zadd: { score_member: [custom("members", "ScoredMembers", "scored")] },
  zincrby: { increment: [value("increment", "number")] },
  zinter: { weight: [{ kind: "options", name: "weights", type: "number", word: "WEIGHTS" }] },
  zinterstore: { weight: [{ kind: "options", name: "weights", type: "number", word: "WEIGHTS" }] },
  zunion: { weight: [{ kind: "options", name: "weights", type: "number", word: "WEIGHTS" }] },
  zunionstore: { weight: [{ kind: "options", name: "weights", type: "number", word: "WEIGHTS" }] },
  zrandmember: { options: [option("count", "Integer"), flag("withscores")] },
};

/** Names that say more than the server's: `<command>.<name>` or `<name>` for all. */
export const names = {
  "restore.ttl": "ttlMs",
  "restore-asking.ttl": "ttlMs",
  "restore.serializedValue": "serialized",
  "restore-asking.serializedValue": "serialized",
  "function|restore.serializedValue": "serialized",
  "client|pause.timeout": "timeoutMs",
  "wait.timeout": "timeoutMs",
  "migrate.timeout": "timeoutMs",
  "xclaim.minIdleTime": "minIdleMs",
  "xautoclaim.minIdleTime": "minIdleMs",
  "slowlog|get.count": "count",
  // "count" is a reader's name too.
  "lrem.count": "howMany",
  timeout: "timeoutSeconds",
  "latency|histogram.commands": "commandNames",
};
