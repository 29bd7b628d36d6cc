// Users made and asked about by command, said to both servers. Categories come ahead of single commands,
// as a server of 7.0 rearranges them.

import { parseSteps } from "./parse-steps.ts";
import type { Step } from "./step.ts";

/** The commands of one connection each, from an empty database; users are gone again at the end. */
export const aclScripts: Readonly<Record<string, readonly Step[]>> = {
  "users by command": parseSteps(`
    ACL WHOAMI
    ACL SETUSER bob
    ACL GETUSER bob
    ACL LIST
    ACL SETUSER bob on >pw ~k:* %R~r:* %W~w:* +@read +set &c*
    ACL GETUSER bob
    ACL LIST
    ACL USERS
    ACL SETUSER bob >pw >other <pw
    ACL GETUSER bob
    ACL SETUSER bob <nope
    ACL SETUSER bob #abc
    ACL SETUSER bob #9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
    ACL SETUSER bob !9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
    ACL SETUSER bob !9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
    ACL GETUSER bob
    ACL SETUSER bob nopass
    ACL GETUSER bob
    ACL SETUSER bob resetpass resetkeys resetchannels nocommands
    ACL GETUSER bob
    ACL SETUSER bob nope
    ACL SETUSER bob +nope
    ACL SETUSER bob +@nope
    ACL SETUSER bob -nope|x
    ACL SETUSER bob %X~a
    ACL SETUSER bob allkeys ~x
    ACL SETUSER bob allchannels &x
    ACL SETUSER bob on nope
    ACL GETUSER bob
    ACL SETUSER bob allkeys allchannels allcommands
    ACL GETUSER bob
    ACL SETUSER bob reset
    ACL GETUSER bob
    ACL LIST
    ACL SETUSER bob skip-sanitize-payload
    ACL LIST
    ACL SETUSER bob +client|id
    ACL GETUSER bob
    ACL SETUSER bob (+get ~a* &x) (-@all +set %W~b*)
    ACL GETUSER bob
    ACL LIST
    ACL SETUSER bob (+get
    ACL SETUSER bob (nope)
    ACL SETUSER bob clearselectors
    ACL GETUSER bob
    ACL GETUSER nobody
    ACL DELUSER default
    ACL DELUSER bob nobody
    ACL DELUSER bob
    ACL USERS
    ACL CAT
    ACL CAT nope
    sorted: ACL CAT bitmap
    sorted: ACL CAT Transaction
    ACL NOPE
    ACL
    ACL SETUSER
    ACL GETUSER
    ACL DELUSER
  `),
  "what a user may": parseSteps(`
    ACL SETUSER eve on ~a* %R~r* %W~w* resetchannels &ch* -@all +@all -@dangerous -get +config|get
    ACL DRYRUN nobody GET a
    ACL DRYRUN eve NOPE
    ACL DRYRUN eve GET
    ACL DRYRUN eve GET a
    ACL DRYRUN eve STRLEN a
    ACL DRYRUN eve STRLEN r
    ACL DRYRUN eve STRLEN w
    ACL DRYRUN eve SET a 1
    ACL DRYRUN eve SET r 1
    ACL DRYRUN eve SET w 1
    ACL DRYRUN eve SET w 1 GET
    ACL DRYRUN eve GETSET w 1
    ACL DRYRUN eve MSET a1 x a2 y
    ACL DRYRUN eve MSET a1 x b y
    ACL DRYRUN eve MGET a1 r1 w1
    ACL DRYRUN eve DEL a1 w1
    ACL DRYRUN eve COPY r1 w1
    ACL DRYRUN eve COPY w1 w2
    ACL DRYRUN eve RENAME a1 w1
    ACL DRYRUN eve ZUNIONSTORE w1 2 r1 r2
    ACL DRYRUN eve ZUNIONSTORE w1 2 r1 x2
    ACL DRYRUN eve ZUNION 1 r1
    ACL DRYRUN eve EVAL s 2 a1 a2 b
    ACL DRYRUN eve EVAL s 2 a1 b a2
    ACL DRYRUN eve SORT a1
    ACL DRYRUN eve BITFIELD r1 GET u8 0
    ACL DRYRUN eve BITFIELD r1 SET u8 0 1
    ACL DRYRUN eve BITOP AND w1 r1 r2
    ACL DRYRUN eve LMPOP 2 a1 r1 LEFT
    ACL DRYRUN eve BLPOP a1 a2 0
    ACL DRYRUN eve BLPOP a1 b2 0
    ACL DRYRUN eve PUBLISH ch1 x
    ACL DRYRUN eve PUBLISH other x
    ACL DRYRUN eve SUBSCRIBE ch1 ch2
    ACL DRYRUN eve SUBSCRIBE ch1 other
    ACL DRYRUN eve PSUBSCRIBE ch*
    ACL DRYRUN eve PSUBSCRIBE ch1*
    ACL DRYRUN eve SPUBLISH other x
    ACL DRYRUN eve CONFIG GET x
    ACL DRYRUN eve CONFIG SET x y
    ACL DRYRUN eve KEYS *
    ACL DRYRUN eve CLIENT ID
    ACL DRYRUN eve CLIENT LIST
    ACL DRYRUN eve AUTH x
    ACL DRYRUN eve OBJECT ENCODING b
    ACL DRYRUN eve OBJECT ENCODING a
    ACL SETUSER eve (+get ~secret*)
    ACL DRYRUN eve GET secret1
    ACL DRYRUN eve GET a
    ACL DRYRUN eve GET b
    ACL DELUSER eve
    ACL DRYRUN default KEYS *
  `),
  "a user at work": parseSteps(`
    ACL SETUSER eve on nopass ~a* resetchannels -@all +@string +@pubsub +@transaction +@scripting +acl|whoami +client|id -mset
    AUTH eve anything
    ACL WHOAMI
    SET a 1
    SET b 1
    GET b
    MSET a 1
    HSET a f v
    PUBLISH c x
    ACL LIST
    ACL NOPE
    NOPE
    MULTI
    SET a 2
    SET b 2
    EXEC
    RESET
    ACL WHOAMI
    ACL DELUSER eve
    AUTH eve anything
    ACL SETUSER eve on >pw +@all
    AUTH eve wrong
    AUTH eve pw
    GET a
    RESET
    ACL SETUSER eve off
    AUTH eve pw
    ACL DELUSER eve
  `),
};
