// The backend's Lua scripts, one key each, so that they run in a cluster. Their digests stand
// beside them: a sandbox may lack SHA-1, and a test computes them anew. They use only what Redis
// 5.0 has.

/** A script by its exact source and the lower-case hex SHA-1 of it. */
export interface RedisScript {
  /** The Lua source. */
  readonly source: string;
  /** Its SHA-1, by which EVALSHA knows it. */
  readonly sha1: string;
}

/**
 * Stores a value in a tombstone's place and nowhere else: it follows a SET NX that was refused, and
 * what stood there then and is gone now (run out, or lost with all data) was there to be refused by.
 * KEYS[1]; ARGV[1] the stored value, ARGV[2] its life in ms or "". Answers 1 = stored, 0 = not.
 */
export const setIfAbsentScript: RedisScript = {
  source: `local head = redis.call("GETRANGE", KEYS[1], 0, 1)
if head ~= "\\249\\1" then return 0 end
if ARGV[2] == "" then
  redis.call("SET", KEYS[1], ARGV[1])
else
  redis.call("SET", KEYS[1], ARGV[1], "PX", ARGV[2])
end
return 1`,
  sha1: "fdc39bcfd274ac70dfac4c4892918df29ad7d282",
};

/**
 * Stores a value or tombstone unless what is stored is as new or newer. The twelve bytes of the
 * stamp are compared as numbers: string comparison in Lua follows the server's locale.
 * KEYS[1]; ARGV[1] the stored value, ARGV[2] its life in ms or "". Answers 1 = applied,
 * 0 = superseded, -1 = what is stored is no stamped value.
 */
export const setIfNewerScript: RedisScript = {
  source: `local stored = redis.call("GETRANGE", KEYS[1], 0, 13)
if stored ~= "" or redis.call("EXISTS", KEYS[1]) == 1 then
  if #stored < 14 or string.byte(stored) ~= 249 then return -1 end
  local a, b, c = struct.unpack(">I4I4I4", stored, 3)
  local x, y, z = struct.unpack(">I4I4I4", ARGV[1], 3)
  local newer = x > a or (x == a and (y > b or (y == b and z > c)))
  if not newer then return 0 end
end
if ARGV[2] == "" then
  redis.call("SET", KEYS[1], ARGV[1])
else
  redis.call("SET", KEYS[1], ARGV[1], "PX", ARGV[2])
end
return 1`,
  sha1: "d965df0d577a3d8405977ec8efaff40e25d7f345",
};

/**
 * Removes a lock that is still held with a token. It is sent with its source, so it has no digest.
 * KEYS[1]; ARGV[1] the token. Answers 1 = removed, 0 = it is gone or another's.
 */
export const unlockScript: string = `if redis.call("GET", KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call("UNLINK", KEYS[1])`;

/**
 * Gives a value a new life, and never a tombstone.
 * KEYS[1]; ARGV[1] the life in ms or "" for ever, ARGV[2] "stamped" or "raw". Answers 1 = done,
 * 0 = there is no such value.
 */
export const touchScript: RedisScript = {
  source: `local head = redis.call("GETRANGE", KEYS[1], 0, 1)
if ARGV[2] == "stamped" and head == "\\249\\1" then return 0 end
if redis.call("EXISTS", KEYS[1]) == 0 then return 0 end
if ARGV[1] == "" then
  redis.call("PERSIST", KEYS[1])
else
  redis.call("PEXPIRE", KEYS[1], ARGV[1])
end
return 1`,
  sha1: "60e5b9a970a9ac6a483a4eab1efa21e1f5850e5f",
};
