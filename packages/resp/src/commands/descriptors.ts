// Commands as values: what users name. The table beside it is the client's own business.
export { type BytesOf, bytes } from "./bytes.ts";
export type { Command } from "./command.ts";
export {
  del,
  exists,
  pexpire,
  pttl,
  scan,
  type ScanOptions,
  type ScanPage,
  unlink,
} from "./keys.ts";
export { evalsha, evaluate, info, ping, publish, scriptLoad, type ScriptInput } from "./server.ts";
export { get, incr, incrby, mget, psetex, set, setex, type SetOptions } from "./strings.ts";
