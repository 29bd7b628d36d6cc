// Hashes, lists, sets, sorted sets and the rest of the commands on strings and keys, said to both servers.

import { parseSteps } from "./parse-steps.ts";
import type { Step } from "./step.ts";

/** The commands of one connection each, from an empty database. */
export const collectionScripts: Readonly<Record<string, readonly Step[]>> = {
  "parts of strings": parseSteps(`
    MSETNX a 1 b 2
    MSETNX b 3 c 4
    MSETNX a
    MSETNX a 1 b
    MGET a b c
    SETRANGE a 5 xyz
    GET a
    SETRANGE a 0 ''
    SETRANGE none 0 ''
    SETRANGE none 3 ''
    EXISTS none
    SETRANGE a -1 x
    SETRANGE a x x
    SETRANGE a 536870911 xy
    SETRANGE a 1
    GETRANGE a 0 -1
    GETRANGE a -3 -1
    GETRANGE a -1 -3
    GETRANGE a 100 200
    GETRANGE a -100 1
    GETRANGE a x 1
    SUBSTR a 0 2
    LPUSH l 1
    SETRANGE l 0 x
    GETRANGE l 0 1
    MSETNX l 1 new 2
    SET n 10.50
    INCRBYFLOAT n 0.1
    INCRBYFLOAT n -5
    INCRBYFLOAT n 5.0e3
    INCRBYFLOAT n -0.0
    INCRBYFLOAT none 3
    INCRBYFLOAT third 0.3333333333333333333333
    INCRBYFLOAT third 0.1
    INCRBYFLOAT third 1e17
    INCRBYFLOAT third -1e17
    INCRBYFLOAT tiny 1e-17
    INCRBYFLOAT tiny 4e-18
    INCRBYFLOAT tiny 1e-4000
    INCRBYFLOAT tiny 1e-6000
    INCRBYFLOAT large 1e4000
    INCRBYFLOAT larger 1e6000
    INCRBYFLOAT n inf
    INCRBYFLOAT n nan
    INCRBYFLOAT n x
    INCRBYFLOAT n ''
    INCRBYFLOAT n 1x
    INCRBYFLOAT n .5
    INCRBYFLOAT n 5.
    INCRBYFLOAT l 1
    INCRBYFLOAT l x
    SET s abc
    INCRBYFLOAT s 1
    INCRBYFLOAT s
    SET k1 ohmytext
    SET k2 mynewtext
    LCS k1 k2
    LCS k1 k2 LEN
    LCS k1 k2 IDX
    LCS k1 k2 IDX WITHMATCHLEN
    LCS k1 k2 IDX MINMATCHLEN 4 WITHMATCHLEN
    LCS k1 k2 IDX MINMATCHLEN -4
    LCS k1 k2 IDX MINMATCHLEN x
    LCS k1 k2 IDX LEN
    LCS k1 k2 FOO
    LCS k1 k2 MINMATCHLEN
    LCS k1 none
    LCS k1 none IDX
    LCS none none2 LEN
    LCS k1 l
    LCS k1
  `),
  "shard channels": parseSteps(`
    SPUBLISH c x
    PUBSUB SHARDCHANNELS
    PUBSUB SHARDNUMSUB c
    PUBSUB SHARDNUMSUB
    PUBSUB
    PUBSUB NOPE
    SSUBSCRIBE
    SPUBLISH c
    ACL WHOAMI
    ACL USERS
    ACL NOPE
    CLIENT UNBLOCK 99999
    CLIENT UNBLOCK x
    CLIENT UNBLOCK 99999 FOO
    CLIENT UNBLOCK 99999 ERROR
    CLIENT UNBLOCK
    ZRANK a b WITHSCORE
  `),
  "moving keys": parseSteps(`
    SET a 1 EX 1000
    RENAME a b
    near: PTTL b
    RENAME none x
    RENAME b b
    RENAMENX b c
    RENAMENX c c
    SET d 2
    RENAMENX c d
    RENAMENX none d
    RENAMENX none none
    RENAME c d
    GET d
    near: PTTL d
    RENAME a
    HSET h f v
    COPY h h2
    HSET h f w
    HGETALL h2
    COPY h h2
    COPY h h2 REPLACE
    HGETALL h2
    COPY h h
    COPY h h DB 1
    COPY h h DB 1
    COPY h h3 DB 99
    COPY h h3 DB x
    COPY h h3 DB
    COPY h h3 FOO
    COPY none h3
    COPY none none
    COPY d d2
    near: PTTL d2
    MOVE d 1
    MOVE d 1
    MOVE none 1
    MOVE h 0
    MOVE h 99
    MOVE h x
    MOVE h 1
    SELECT 1
    GET d
    near: PTTL d
    SELECT 0
    SET e 1
    EXPIREAT e 99999999999
    EXPIRETIME e
    PEXPIRETIME e
    PEXPIREAT e 99999999999499
    EXPIRETIME e
    PEXPIREAT e 99999999999500
    EXPIRETIME e
    PERSIST e
    EXPIRETIME e
    EXPIRETIME none
    PEXPIRETIME none
    EXPIRETIME
    SWAPDB 0 1
    GET d
    SWAPDB 0 99
    SWAPDB x 1
    SWAPDB 0 x
    SWAPDB 0 0
    SWAPDB 1 0
    sorted: KEYS *
    FLUSHALL SYNC
  `),
  hashes: parseSteps(`
    HSET h a 1 b 2
    HMSET h a 3 c 4
    HMSET h a
    HMSET h a 1 b
    HSETNX h a x
    HSETNX h d x
    HSETNX new d x
    HMGET h a none d
    HMGET none a b
    HMGET h
    HSTRLEN h d
    HSTRLEN h none
    HSTRLEN none d
    sorted: HKEYS h
    sorted: HVALS h
    HKEYS none
    HVALS none
    HINCRBY h n 5
    HINCRBY h n -7
    HINCRBY h n x
    HINCRBY h d 1
    HINCRBY h n 9223372036854775807
    HINCRBY h n 9223372036854775807
    HINCRBY h n
    HINCRBYFLOAT h f 1.5
    HINCRBYFLOAT h f 0.1
    HINCRBYFLOAT h f -2e2
    HINCRBYFLOAT h f inf
    HINCRBYFLOAT h f nan
    HINCRBYFLOAT h f x
    HINCRBYFLOAT h d 1
    HINCRBYFLOAT h f 1e-17
    HSET one field value
    HRANDFIELD one
    HRANDFIELD one 5
    HRANDFIELD one 5 WITHVALUES
    HRANDFIELD one -2
    HRANDFIELD one -2 WITHVALUES
    HRANDFIELD one 0
    HRANDFIELD one x
    HRANDFIELD one 1 FOO
    HRANDFIELD one 1 WITHVALUES x
    HRANDFIELD none
    HRANDFIELD none 5
    HRANDFIELD none 5 WITHVALUES
    HRANDFIELD one -9223372036854775808
    HSCAN one 0
    HSCAN one 0 MATCH f*
    HSCAN one 0 MATCH x*
    HSCAN one 0 COUNT 1
    HSCAN one 0 COUNT 0
    HSCAN one 0 COUNT x
    HSCAN one 0 TYPE hash
    HSCAN one 0 FOO
    HSCAN one x
    HSCAN none 0
    HSCAN none 0 FOO
    HSCAN none x
    HSCAN one
    SET s x
    HMSET s a b
    HSETNX s a b
    HMGET s a
    HKEYS s
    HINCRBY s a 1
    HINCRBYFLOAT s a 1
    HRANDFIELD s
    HSCAN s 0
    HDEL h a b c d n f
    EXISTS h
    TYPE one
  `),
  lists: parseSteps(`
    LPUSHX l a
    RPUSHX l a
    RPUSH l a b c b a
    LPUSHX l x y
    RPUSHX l z
    LRANGE l 0 -1
    LINDEX l 0
    LINDEX l -1
    LINDEX l 100
    LINDEX l -100
    LINDEX l x
    LINDEX none 0
    LINDEX none x
    LINSERT l BEFORE a new
    LINSERT l AFTER a new
    LINSERT l after nope new
    LINSERT l FOO a new
    LINSERT none BEFORE a new
    LRANGE l 0 -1
    LSET l 0 first
    LSET l -1 last
    LSET l 100 x
    LSET l -100 x
    LSET l x x
    LSET none 0 x
    LSET none x x
    LREM l 1 new
    LREM l -1 b
    LREM l 0 a
    LREM l 5 nope
    LREM l x a
    LREM none 0 a
    LREM none x a
    LRANGE l 0 -1
    RPUSH t 1 2 3 4 5
    LTRIM t 1 -2
    LRANGE t 0 -1
    LTRIM t -100 100
    LTRIM t x 1
    LTRIM t 5 1
    EXISTS t
    LTRIM none 0 1
    RPUSH p a b c 1 2 3 c c
    LPOS p c
    LPOS p c RANK 2
    LPOS p c RANK -1
    LPOS p c RANK -2 COUNT 0
    LPOS p c COUNT 0
    LPOS p c COUNT 2
    LPOS p c COUNT -1
    LPOS p c COUNT x
    LPOS p c MAXLEN 2
    LPOS p c COUNT 0 MAXLEN 7
    LPOS p c MAXLEN -1
    LPOS p c RANK 0
    LPOS p c RANK x
    LPOS p c RANK 9
    LPOS p c RANK 9 COUNT 1
    LPOS p nope
    LPOS p nope COUNT 1
    LPOS none a
    LPOS none a COUNT 1
    LPOS p c FOO 1
    LPOS p c COUNT
    RPOPLPUSH p q
    RPOPLPUSH p p
    LRANGE p 0 -1
    RPOPLPUSH none q
    LMOVE p q LEFT RIGHT
    LMOVE p q RIGHT LEFT
    LMOVE p q FOO LEFT
    LMOVE p q LEFT FOO
    LMOVE none q LEFT LEFT
    LMOVE p q LEFT
    LRANGE q 0 -1
    BLMOVE p q LEFT RIGHT 1
    BLMOVE p q LEFT RIGHT x
    BLMOVE p q LEFT RIGHT -1
    BLMOVE none q LEFT RIGHT 0.01
    BRPOPLPUSH p q 1
    BRPOPLPUSH none q 0.01
    LMPOP 2 none p LEFT
    LMPOP 2 none p RIGHT COUNT 2
    LMPOP 1 none LEFT
    LMPOP 0 p LEFT
    LMPOP x p LEFT
    LMPOP 1 p FOO
    LMPOP 1 p LEFT COUNT 0
    LMPOP 1 p LEFT COUNT x
    LMPOP 1 p LEFT COUNT 1 COUNT 1
    LMPOP 3 p LEFT
    BLMPOP 1 1 p LEFT
    BLMPOP 0.01 1 none LEFT
    BLMPOP x 1 p LEFT
    BLMPOP -1 1 p LEFT
    BLPOP none p 1
    BRPOP none q 1
    BLPOP none 0.01
    SET s x
    LPUSHX s a
    LINDEX s 0
    LINSERT s BEFORE a b
    LSET s 0 a
    LREM s 0 a
    LTRIM s 0 1
    LPOS s a
    RPOPLPUSH s q
    RPOPLPUSH q s
    LMOVE q s LEFT LEFT
    LMPOP 2 none s LEFT
    LRANGE q 0 -1
    EXISTS p
  `),
  sets: parseSteps(`
    SADD a 1 2 3 4
    SADD b 3 4 5
    SADD c 4
    sorted: SINTER a b
    sorted: SINTER a b c
    SINTER a none
    SINTER none a
    sorted: SUNION a b none
    sorted: SDIFF a b
    SDIFF a a
    SDIFF none a
    SINTERSTORE d a b
    sorted: SMEMBERS d
    SUNIONSTORE d a b
    SDIFFSTORE d a b
    sorted: SMEMBERS d
    SINTERSTORE d a none
    EXISTS d
    SUNIONSTORE a a b
    SCARD a
    SINTERCARD 2 a b
    SINTERCARD 2 a b LIMIT 1
    SINTERCARD 2 a b LIMIT 0
    SINTERCARD 2 a b LIMIT -1
    SINTERCARD 2 a b LIMIT x
    SINTERCARD 2 a b LIMIT
    SINTERCARD 2 a b FOO 1
    SINTERCARD 3 a b
    SINTERCARD 0 a b
    SINTERCARD x a b
    SINTERCARD 1 none
    SMISMEMBER a 1 9
    SMISMEMBER none 1 9
    SMOVE a b 1
    SMOVE a b 99
    SMOVE none b 1
    SMOVE a a 2
    SMOVE a a 99
    SMOVE a fresh 2
    SMEMBERS fresh
    SMOVE fresh a 2
    EXISTS fresh
    SADD one x
    SRANDMEMBER one
    SRANDMEMBER one 5
    SRANDMEMBER one -3
    SRANDMEMBER one 0
    SRANDMEMBER one x
    SRANDMEMBER one 1 2
    SRANDMEMBER none
    SRANDMEMBER none 2
    SRANDMEMBER one -9223372036854775808
    SPOP one 0
    SPOP one -1
    SPOP one x
    SPOP one 1 2
    SPOP one
    SPOP one
    SPOP one 3
    sorted: SPOP a 100
    EXISTS a
    SADD one x
    SSCAN one 0
    SSCAN one 0 MATCH y*
    SSCAN one 0 COUNT 0
    SSCAN one 0 FOO 1
    SSCAN one y
    SSCAN none 0
    SSCAN none 0 FOO
    SET s x
    SINTER s a
    SINTER none s
    SUNION b s
    SDIFF b s
    SINTERSTORE d s
    SMOVE s b 1
    SMOVE b s 3
    SMOVE none s 3
    SMISMEMBER s 1
    SPOP s
    SRANDMEMBER s
    SSCAN s 0
    SUNIONSTORE s b
    TYPE s
  `),
  "sorted sets": parseSteps(`
    ZADD z 1 a 2 b 3 c
    ZADD z 1.5 a
    ZADD z CH 1 a 9 d
    ZADD z NX 5 a 5 e
    ZADD z XX 6 a 6 f
    ZADD z XX CH 7 a
    ZADD z GT 1 a
    ZADD z GT CH 8 a
    ZADD z LT CH 1 a
    ZADD z LT CH 1 fresh
    ZADD z INCR 2.5 a
    ZADD z NX INCR 2.5 a
    ZADD z XX INCR 2.5 nope
    ZADD z GT INCR -1 a
    ZADD z INCR 1 a 2 b
    ZADD z NX XX 1 a
    ZADD z NX GT 1 a
    ZADD z GT LT 1 a
    ZADD z 1
    ZADD z 1 a 2
    ZADD z x a
    ZADD z nan a
    ZADD z 1e400 a
    ZADD z inf top -inf bottom
    ZADD z INCR -inf top
    ZADD z INCR 0x10 hex
    ZADD none XX 1 a
    EXISTS none
    ZINCRBY z 0.1 a
    ZINCRBY z x a
    ZINCRBY new 3 a
    ZINCRBY z 1
    ZSCORE z a
    ZSCORE z top
    ZSCORE z bottom
    ZSCORE z none
    ZSCORE none a
    ZMSCORE z a none b
    ZMSCORE none a
    ZCARD z
    ZCARD none
    ZRANK z a
    ZRANK z none
    ZRANK none a
    ZREVRANK z a
    ZREVRANK z none
    ZREM z bottom none
    ZREM none a
    ZADD f 0.1 a 1e21 b 1e-7 c 123456789012345680 d 3.0 e -0 g 100000000000000000 h 1e17 i
    ZRANGE f 0 -1 WITHSCORES
    ZADD f 0.30000000000000004 a 5e-324 b 1.7976931348623157e308 c 12345678.125 d
    ZRANGE f 0 -1 WITHSCORES
    ZADD one 1 x
    ZRANDMEMBER one
    ZRANDMEMBER one 3
    ZRANDMEMBER one -2 WITHSCORES
    ZRANDMEMBER one 3 WITHSCORES
    ZRANDMEMBER one 3 FOO
    ZRANDMEMBER one x
    ZRANDMEMBER one 0
    ZRANDMEMBER none
    ZRANDMEMBER none 3
    ZSCAN z 0
    ZSCAN one 0 MATCH y
    ZSCAN one 0 FOO
    ZSCAN none 0
    ZSCAN f 0
    SET s x
    ZADD s 1 a
    ZADD s XX 1 a
    ZADD s x a
    ZINCRBY s 1 a
    ZSCORE s a
    ZCARD s
    ZREM s a
    ZRANK s a
    ZSCAN s 0
    TYPE z
  `),
  "sorted set ranges": parseSteps(`
    ZADD z 1 a 2 b 3 c 4 d 5 e
    ZRANGE z 0 -1
    ZRANGE z 1 2 WITHSCORES
    ZRANGE z -2 -1 REV
    ZRANGE z 0 1 REV WITHSCORES
    ZRANGE z 5 1
    ZRANGE z -100 100
    ZRANGE z x 1
    ZRANGE z 0 1.5
    ZRANGE z 2 4 BYSCORE
    ZRANGE z (2 4 BYSCORE
    ZRANGE z 4 2 BYSCORE REV
    ZRANGE z (4 (1 BYSCORE REV WITHSCORES
    ZRANGE z -inf +inf BYSCORE LIMIT 1 2
    ZRANGE z -inf +inf BYSCORE LIMIT 1 -1
    ZRANGE z -inf +inf BYSCORE LIMIT -1 2
    ZRANGE z +inf -inf BYSCORE REV LIMIT 1 2
    ZRANGE z -inf +inf BYSCORE LIMIT 1
    ZRANGE z -inf +inf BYSCORE LIMIT x 1
    ZRANGE z x 4 BYSCORE
    ZRANGE z '' 4 BYSCORE
    ZRANGE z ( 4 BYSCORE
    ZRANGE z nan 4 BYSCORE
    ZRANGE z 0 1 LIMIT 0 1
    ZRANGE z 0 1 LIMIT 0 -1
    ZRANGE z 0 1 LIMIT 5 -1
    ZRANGE z - + BYLEX WITHSCORES
    ZRANGE z 0 1 FOO
    ZRANGE none 0 1
    ZRANGE none x 1
    ZREVRANGE z 0 1
    ZREVRANGE z 0 1 WITHSCORES
    ZREVRANGE z 0 1 REV
    ZREVRANGE z 0 1 LIMIT 0 1
    ZRANGEBYSCORE z 2 3
    ZRANGEBYSCORE z 2 3 WITHSCORES LIMIT 0 1
    ZRANGEBYSCORE z 2 3 REV
    ZRANGEBYSCORE z 2 3 BYSCORE
    ZREVRANGEBYSCORE z 3 2
    ZREVRANGEBYSCORE z 3 (2 LIMIT 0 5 WITHSCORES
    ZREVRANGEBYSCORE z 2 3
    ZCOUNT z -inf +inf
    ZCOUNT z (1 3
    ZCOUNT z x 3
    ZCOUNT none 1 3
    ZADD lex 0 a 0 aa 0 b 0 c 0 d
    ZRANGE lex - + BYLEX
    ZRANGE lex [aa (c BYLEX
    ZRANGE lex (c [aa BYLEX REV
    ZRANGE lex [aa + BYLEX LIMIT 1 1
    ZRANGE lex aa c BYLEX
    ZRANGE lex + - BYLEX
    ZRANGE lex -x + BYLEX
    ZRANGEBYLEX lex - [b
    ZRANGEBYLEX lex - [b WITHSCORES
    ZREVRANGEBYLEX lex [b -
    ZREVRANGEBYLEX lex + - LIMIT 0 2
    ZLEXCOUNT lex - +
    ZLEXCOUNT lex (a [c
    ZLEXCOUNT lex x y
    ZLEXCOUNT none - +
    ZRANGESTORE dst z 0 1
    ZRANGE dst 0 -1 WITHSCORES
    ZRANGESTORE dst z (1 4 BYSCORE LIMIT 1 1
    ZRANGE dst 0 -1 WITHSCORES
    ZRANGESTORE dst z 0 1 WITHSCORES
    ZRANGESTORE dst none 0 1
    EXISTS dst
    ZRANGESTORE z z 0 -2 REV
    ZRANGE z 0 -1
    ZREMRANGEBYRANK z 0 0
    ZREMRANGEBYSCORE z (2 3
    ZREMRANGEBYLEX lex [a (b
    ZREMRANGEBYRANK z x 0
    ZREMRANGEBYSCORE z x 0
    ZREMRANGEBYLEX lex x 0
    ZREMRANGEBYRANK none 0 1
    ZREMRANGEBYRANK lex 0 -1
    EXISTS lex
    SET s x
    ZRANGE s 0 1
    ZCOUNT s 0 1
    ZRANGESTORE dst s 0 1
    ZRANGESTORE s z 0 -1
    TYPE s
    ZREMRANGEBYRANK s x 1
  `),
  "sorted set combinations and pops": parseSteps(`
    ZADD a 1 x 2 y 3 z
    ZADD b 10 y 20 z 30 w
    SADD plain y q
    ZUNION 2 a b
    ZUNION 2 a b WITHSCORES
    ZUNION 2 a b WEIGHTS 2 0.5 WITHSCORES
    ZUNION 2 a b WEIGHTS 2 WITHSCORES
    ZUNION 2 a b WEIGHTS 2 x
    ZUNION 2 a b AGGREGATE MIN WITHSCORES
    ZUNION 2 a b AGGREGATE MAX WITHSCORES
    ZUNION 2 a b AGGREGATE FOO
    ZUNION 2 a b AGGREGATE
    ZUNION 3 a b plain WITHSCORES
    ZUNION 0 a
    ZUNION x a
    ZUNION 3 a b
    ZUNION 2 a none WITHSCORES
    ZUNION 1 none
    ZINTER 2 a b WITHSCORES
    ZINTER 3 a b plain WITHSCORES
    ZINTER 2 a none
    ZINTER 2 none a
    ZINTER 0 a
    ZDIFF 2 a b WITHSCORES
    ZDIFF 2 a b WEIGHTS 1 1
    ZDIFF 2 none b
    ZDIFF 1 a
    ZUNIONSTORE d 2 a b
    ZRANGE d 0 -1 WITHSCORES
    ZUNIONSTORE d 2 a b WITHSCORES
    ZINTERSTORE d 2 a b WEIGHTS 1 2 AGGREGATE MAX
    ZRANGE d 0 -1 WITHSCORES
    ZDIFFSTORE d 2 a b
    ZDIFFSTORE d 0 a
    ZDIFFSTORE d 2 none b
    EXISTS d
    ZINTERSTORE d 0 a
    ZINTERCARD 2 a b
    ZINTERCARD 2 a b LIMIT 1
    ZINTERCARD 2 a b LIMIT -1
    ZINTERCARD 2 a b LIMIT x
    ZINTERCARD 2 a b FOO 1
    ZINTERCARD 0 a
    ZADD i inf x
    ZADD j -inf x
    ZUNION 2 i j WITHSCORES
    ZUNION 1 i WEIGHTS 0 WITHSCORES
    ZPOPMIN a
    ZPOPMAX a
    ZPOPMIN b 2
    ZPOPMIN b 0
    ZPOPMIN b -1
    ZPOPMIN b x
    ZPOPMIN b 1 2
    ZPOPMIN none
    ZPOPMIN none 2
    ZPOPMAX b 100
    EXISTS b
    ZADD m 1 a 2 b 3 c 4 d 5 e
    ZMPOP 1 m MIN
    ZMPOP 2 none m MAX COUNT 2
    ZMPOP 1 none MIN
    ZMPOP 0 m MIN
    ZMPOP 1 m FOO
    ZMPOP 1 m MIN COUNT 0
    ZMPOP 1 m MIN COUNT 1 COUNT 1
    ZMPOP 2 m MIN
    BZPOPMIN none m 1
    BZPOPMAX m 1
    BZPOPMIN none 0.01
    BZPOPMIN none x
    BZPOPMIN none -1
    ZADD m 1 a
    BZMPOP 1 1 m MIN
    BZMPOP 0.01 1 m MIN
    BZMPOP x 1 m MIN
    SET s x
    ZUNION 2 a s
    ZINTER 2 none s
    ZDIFF 2 none s
    ZUNIONSTORE d 1 s
    ZPOPMIN s
    ZMPOP 2 none s MIN
    BZPOPMIN s 0.01
    ZINTERCARD 2 none s
    ZUNIONSTORE s 1 i
    TYPE s
  `),
};
