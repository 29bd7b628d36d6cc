// Bits, sorting, how values are kept and dumped, and functions, said to both servers.

import { parseSteps } from "./parse-steps.ts";
import type { Step } from "./step.ts";

/** Known to the embedded server by handlers, to the real one by itself. */
export const library = `#!lua name=counters
redis.register_function('add', function(keys, args) return redis.call('INCRBY', keys[1], args[1]) end)
redis.register_function{function_name='peek', callback=function(keys, args)
  return redis.call('GET', keys[1]) end, flags={'no-writes'}}
`;

/** A library's source whose first line is wrong. */
function headed(line: string): string {
  return `${line}\nredis.register_function('x', function() return 1 end)`;
}

/** The commands of one connection each, from an empty database. */
export const valueScripts: Readonly<Record<string, readonly Step[]>> = {
  bits: parseSteps(`
    SETBIT b 7 1
    SETBIT b 7 0
    SETBIT b 100 1
    STRLEN b
    GETBIT b 100
    GETBIT b 101
    GETBIT b 4294967295
    GETBIT b 4294967296
    GETBIT b -1
    GETBIT b x
    GETBIT none 5
    SETBIT b 1 2
    SETBIT b 1 x
    SETBIT b 4294967296 1
    SETBIT b x 1
    SETBIT b 1
    EXPIRE b 1000
    SETBIT b 3 1
    near: TTL b
    SET s foobar
    BITCOUNT s
    BITCOUNT s 0 0
    BITCOUNT s 1 1
    BITCOUNT s 0 -2
    BITCOUNT s -2 -1
    BITCOUNT s -1 -2
    BITCOUNT s 3 1
    BITCOUNT s 100 200
    BITCOUNT s -100 100
    BITCOUNT s 0
    BITCOUNT s x 1
    BITCOUNT s 0 1 2
    BITCOUNT none
    BITCOUNT none 0 1
    SET z ''
    BITPOS z 0
    BITPOS z 1
    BITPOS s 1
    BITPOS s 0
    BITPOS s 1 2
    BITPOS s 1 -1
    BITPOS s 1 10
    BITPOS s 0 0 -1
    BITPOS s 2
    BITPOS s x
    BITPOS none 0
    BITPOS none 1
    SETRANGE zeros 3 ''
    SETBIT zeros 23 0
    BITPOS zeros 1
    BITPOS zeros 0 1
    BITOP NOT ones zeros
    BITPOS ones 0
    BITPOS ones 0 0
    BITPOS ones 0 0 -1
    BITPOS ones 0 1
    BITPOS ones 0 5
    BITOP AND both s ones
    GET both
    BITOP OR either s zeros none
    GET either
    BITOP XOR one s s either
    GET one
    BITOP NOT no s ones
    BITOP NAND x s
    BITOP AND x
    BITOP AND nothing none none
    EXISTS nothing
    SET gone 1
    BITOP OR gone none
    EXISTS gone
    LPUSH l 1
    SETBIT l 0 1
    GETBIT l 0
    BITCOUNT l
    BITPOS l 1
    BITOP AND x l
  `),
  "bits counted in bits": parseSteps(`
    SET s foobar
    BITCOUNT s 5 30 BIT
    BITCOUNT s 5 30 BYTE
    BITCOUNT s -5 -1 BIT
    BITCOUNT s 1 1 NIBBLE
    BITPOS s 1 7 15 BIT
    BITPOS s 0 7 15 BIT
    BITPOS s 1 7 -3 BIT
    BITPOS s 1 7 15 BITS
  `),
  "bit fields": parseSteps(`
    BITFIELD f INCRBY i5 100 1 GET u4 0
    BITFIELD f SET u8 0 200 GET u8 0 GET i8 0
    BITFIELD f SET u8 #1 255 INCRBY u8 #1 10
    BITFIELD f OVERFLOW SAT INCRBY u8 #1 300 INCRBY i8 #1 -300
    BITFIELD f OVERFLOW FAIL INCRBY u2 102 9 GET u2 102
    BITFIELD f OVERFLOW FAIL SET u2 102 9 OVERFLOW WRAP SET u2 102 9
    BITFIELD f SET i64 0 -1 GET u63 0 GET i64 1
    BITFIELD f INCRBY i64 0 9223372036854775807
    BITFIELD f OVERFLOW SAT INCRBY i64 0 9223372036854775807 INCRBY i64 0 9223372036854775807
    BITFIELD f OVERFLOW SAT SET i4 0 100 SET u4 0 -1
    GETRANGE f 0 -1
    BITFIELD f
    BITFIELD none
    BITFIELD none GET u8 0
    EXISTS none
    BITFIELD f GET u64 0
    BITFIELD f GET i65 0
    BITFIELD f GET u0 0
    BITFIELD f GET x8 0
    BITFIELD f GET u8 -1
    BITFIELD f GET u8 x
    BITFIELD f GET u8 #x
    BITFIELD f GET u8 4294967296
    BITFIELD f SET u8 0 x
    BITFIELD f SET u8 0
    BITFIELD f OVERFLOW MAYBE
    BITFIELD f OVERFLOW
    BITFIELD f NOPE u8 0
    BITFIELD_RO f GET u8 0 GET i16 #1
    BITFIELD_RO f SET u8 0 1
    BITFIELD_RO none GET u8 0
    LPUSH l 1
    BITFIELD l GET u8 0
    BITFIELD l SET u8 0 1
  `),
  sorting: parseSteps(`
    RPUSH l 3 1 2 10 -5 1.5
    SORT l
    SORT l DESC
    SORT l ALPHA
    SORT l ALPHA DESC
    SORT l LIMIT 1 2
    SORT l LIMIT -1 2
    SORT l LIMIT 2 -1
    SORT l LIMIT 100 2
    SORT l LIMIT 0 0
    SORT l LIMIT x 2
    SORT l LIMIT 1
    SORT l BY nosort
    SORT l BY nosort DESC
    SORT l BY nosort LIMIT 1 2
    MSET w_1 30 w_2 20 w_3 10 w_10 x v_1 one v_2 two
    SORT l BY w_*
    DEL w_10
    SORT l BY w_*
    SORT l BY w_* DESC GET # GET v_* GET w_*
    SORT l BY w_* ALPHA LIMIT 3 10
    SORT l GET none
    SORT l GET v_*
    HSET h_1 f 9 name one
    HSET h_2 f 8
    HSET h_3 f 7 name three
    SORT l BY h_*->f
    SORT l BY h_*->f GET # GET h_*->name GET h_*->
    SORT l BY h_*-> GET h_*
    SORT l STORE out
    LRANGE out 0 -1
    TYPE out
    SORT l BY w_* GET v_* STORE out
    LRANGE out 0 -1
    SORT none STORE out
    EXISTS out
    SORT none
    SORT l STORE
    SORT l NOPE
    SORT l DESC ASC
    RPUSH words b a c B
    SORT words
    SORT words ALPHA
    SORT words ALPHA DESC
    SORT words BY w_*
    SADD s 3 1 2
    SORT s
    sorted: SORT s BY nosort
    SORT s BY nosort STORE out
    LRANGE out 0 -1
    ZADD z 5 3 1 2 3 1
    SORT z
    SORT z BY nosort
    SORT z BY nosort DESC
    SORT z BY nosort DESC LIMIT 1 1
    SORT z DESC GET v_*
    SET str 1
    SORT str
    SORT str STORE out
    SORT
    RPUSH empty ''
    SORT empty
    RPUSH spaced 0x10 inf
    SORT spaced DESC
    RPUSH spaced 1e400
    SORT spaced
  `),
  "sorting without writing": parseSteps(`
    RPUSH l 3 1 2
    SORT_RO l DESC LIMIT 0 2 GET # GET w_*
    SORT_RO l STORE out
    SORT_RO none
    SORT_RO
  `),
  objects: [
    ...parseSteps(`
    SET int 12345
    SET long 12345678901234567890
    SET text hello
    SET zero 007
    OBJECT ENCODING int
    OBJECT ENCODING long
    OBJECT ENCODING text
    OBJECT ENCODING zero
    OBJECT ENCODING none
    OBJECT REFCOUNT int
    OBJECT REFCOUNT text
    OBJECT REFCOUNT none
    near: OBJECT IDLETIME text
    OBJECT IDLETIME none
    OBJECT FREQ text
    OBJECT FREQ none
    HSET h f v
    OBJECT ENCODING h
    SADD ints 1 2 3
    OBJECT ENCODING ints
    SADD words a b
    OBJECT ENCODING words
    ZADD z 1 a
    OBJECT ENCODING z
    RPUSH l a b
    OBJECT ENCODING l
    OBJECT HELP
    OBJECT NOPE
    OBJECT
    OBJECT ENCODING
    OBJECT ENCODING a b
    OBJECT HELP x
  `),
    ["same", "SET", "raw", "x".repeat(45)],
    ["same", "OBJECT", "ENCODING", "raw"],
    ["same", "SET", "embedded", "x".repeat(44)],
    ["same", "OBJECT", "ENCODING", "embedded"],
    ["same", "HSET", "wide", "f", "x".repeat(65)],
    ["same", "OBJECT", "ENCODING", "wide"],
    ["same", "ZADD", "wide-z", "1", "x".repeat(65)],
    ["same", "OBJECT", "ENCODING", "wide-z"],
    ["same", "SADD", "many", ...Array.from({ length: 513 }, (_unused, at) => String(at))],
    ["same", "OBJECT", "ENCODING", "many"],
  ],
  "dumps of short strings": parseSteps(`
    MSET a hello n 0 m -128 o 32767 p -2147483648 q 2147483648 e '' z 00
    DUMP a
    DUMP n
    DUMP m
    DUMP o
    DUMP p
    DUMP q
    DUMP e
    DUMP z
    DUMP none
    RESTORE a 0 x
    RESTORE new 0 x
    RESTORE new 0 short-and-wrong
    RESTORE new -1 x
    RESTORE new x x
    RESTORE new 0 x NOPE
    RESTORE new 0 x IDLETIME
    RESTORE new 0 x IDLETIME -1
    RESTORE new 0 x FREQ 256
    RESTORE new 0 x FREQ x
    RESTORE new 0
    DUMP
    EXISTS new
  `),
  functions: [
    ["same", "FCALL", "add", "1", "n", "5"],
    ["same", "FUNCTION", "LOAD", library],
    ["same", "FUNCTION", "LOAD", library],
    ["same", "FUNCTION", "LOAD", "REPLACE", library],
    ["same", "FUNCTION", "LOAD", "NOPE", library],
    ["same", "FUNCTION", "LOAD", "return 1"],
    ["same", "FUNCTION", "LOAD", headed("#!lua")],
    ["same", "FUNCTION", "LOAD", headed("#!perl name=x")],
    ["same", "FUNCTION", "LOAD", headed("#!lua name=x-y")],
    ["same", "FUNCTION", "LOAD", headed("#!lua name=x name=y")],
    ["same", "FUNCTION", "LOAD", headed("#!lua nope=x")],
    ["same", "FCALL", "add", "1", "n", "5"],
    ["same", "FCALL", "add", "1", "n", "6"],
    ["same", "FCALL", "add", "x", "n"],
    ["same", "FCALL", "add", "2", "n"],
    ["same", "FCALL", "add", "-1"],
    ["same", "FCALL", "nope", "0"],
    ["same", "FCALL"],
    ["same", "FCALL_RO", "peek", "1", "n"],
    ["same", "FCALL", "peek", "1", "n"],
    ["same", "FCALL_RO", "add", "1", "n", "1"],
    ["same", "FCALL_RO", "nope", "0"],
    ["sorted", "FUNCTION", "LIST"],
    ["sorted", "FUNCTION", "LIST", "WITHCODE"],
    ["sorted", "FUNCTION", "LIST", "LIBRARYNAME", "c*", "WITHCODE"],
    ["same", "FUNCTION", "LIST", "LIBRARYNAME", "x*"],
    ["same", "FUNCTION", "LIST", "LIBRARYNAME"],
    ["same", "FUNCTION", "LIST", "NOPE"],
    ["same", "FUNCTION", "DELETE", "nope"],
    ["same", "FUNCTION", "DELETE", "counters"],
    ["same", "FUNCTION", "DELETE", "counters"],
    ["same", "FUNCTION", "FLUSH", "NOPE"],
    ["same", "FUNCTION", "LOAD", library],
    ["same", "FUNCTION", "FLUSH"],
    ["same", "FCALL", "add", "1", "n", "5"],
    ["same", "FUNCTION", "LIST"],
    ["same", "FUNCTION"],
    ["same", "FUNCTION", "NOPE"],
  ],
};
