// Generated from the COMMAND reply of Redis 7.0.15 by scripts/generate-acl-facts.mjs; don't edit.

/** The categories of ACL CAT, in its order. */
export const aclCategories: string = `keyspace read write set sortedset list hash string bitmap hyperloglog geo stream pubsub admin fast slow blocking dangerous connection transaction scripting`;

/**
 * A row per command and subcommand: name, categories, then where its keys are:
 *
 *     i1/r-1,2,0/w       from argument 1 on, to the last, every second: written
 *     kKEYS,-2/n0,1,1/r  behind the word KEYS, a number of keys and then they: read
 */
export const aclFacts: string = `
acl slow
acl|cat slow
acl|deluser admin,slow,dangerous
acl|dryrun admin,slow,dangerous
acl|genpass slow
acl|getuser admin,slow,dangerous
acl|help slow
acl|list admin,slow,dangerous
acl|load admin,slow,dangerous
acl|log admin,slow,dangerous
acl|save admin,slow,dangerous
acl|setuser admin,slow,dangerous
acl|users admin,slow,dangerous
acl|whoami slow
append write,string,fast i1/r0,1,0/w
asking fast,connection
auth fast,connection
bgrewriteaof admin,slow,dangerous
bgsave admin,slow,dangerous
bitcount read,bitmap,slow i1/r0,1,0/r
bitfield write,bitmap,slow i1/r0,1,0/rw
bitfield_ro read,bitmap,fast i1/r0,1,0/r
bitop write,bitmap,slow i2/r0,1,0/w i3/r-1,1,0/r
bitpos read,bitmap,slow i1/r0,1,0/r
blmove write,list,slow,blocking i1/r0,1,0/rw i2/r0,1,0/w
blmpop write,list,slow,blocking i2/n0,1,1/rw
blpop write,list,slow,blocking i1/r-2,1,0/rw
brpop write,list,slow,blocking i1/r-2,1,0/rw
brpoplpush write,list,slow,blocking i1/r0,1,0/rw i2/r0,1,0/w
bzmpop write,sortedset,slow,blocking i2/n0,1,1/rw
bzpopmax write,sortedset,fast,blocking i1/r-2,1,0/rw
bzpopmin write,sortedset,fast,blocking i1/r-2,1,0/rw
client slow
client|caching slow,connection
client|getname slow,connection
client|getredir slow,connection
client|help slow,connection
client|id slow,connection
client|info slow,connection
client|kill admin,slow,dangerous,connection
client|list admin,slow,dangerous,connection
client|no-evict admin,slow,dangerous,connection
client|pause admin,slow,dangerous,connection
client|reply slow,connection
client|setname slow,connection
client|tracking slow,connection
client|trackinginfo slow,connection
client|unblock admin,slow,dangerous,connection
client|unpause admin,slow,dangerous,connection
cluster slow
cluster|addslots admin,slow,dangerous
cluster|addslotsrange admin,slow,dangerous
cluster|bumpepoch admin,slow,dangerous
cluster|count-failure-reports admin,slow,dangerous
cluster|countkeysinslot slow
cluster|delslots admin,slow,dangerous
cluster|delslotsrange admin,slow,dangerous
cluster|failover admin,slow,dangerous
cluster|flushslots admin,slow,dangerous
cluster|forget admin,slow,dangerous
cluster|getkeysinslot slow
cluster|help slow
cluster|info slow
cluster|keyslot slow
cluster|links slow
cluster|meet admin,slow,dangerous
cluster|myid slow
cluster|nodes slow
cluster|replicas admin,slow,dangerous
cluster|replicate admin,slow,dangerous
cluster|reset admin,slow,dangerous
cluster|saveconfig admin,slow,dangerous
cluster|set-config-epoch admin,slow,dangerous
cluster|setslot admin,slow,dangerous
cluster|shards slow
cluster|slaves admin,slow,dangerous
cluster|slots slow
command slow,connection
command|count slow,connection
command|docs slow,connection
command|getkeys slow,connection
command|getkeysandflags slow,connection
command|help slow,connection
command|info slow,connection
command|list slow,connection
config slow
config|get admin,slow,dangerous
config|help slow
config|resetstat admin,slow,dangerous
config|rewrite admin,slow,dangerous
config|set admin,slow,dangerous
copy keyspace,write,slow i1/r0,1,0/r i2/r0,1,0/w
dbsize keyspace,read,fast
debug admin,slow,dangerous
decr write,string,fast i1/r0,1,0/rw
decrby write,string,fast i1/r0,1,0/rw
del keyspace,write,slow i1/r-1,1,0/w
discard fast,transaction
dump keyspace,read,slow i1/r0,1,0/r
echo fast,connection
eval slow,scripting i2/n0,1,1/rw
eval_ro slow,scripting i2/n0,1,1/r
evalsha slow,scripting i2/n0,1,1/rw
evalsha_ro slow,scripting i2/n0,1,1/r
exec slow,transaction
exists keyspace,read,fast i1/r-1,1,0/
expire keyspace,write,fast i1/r0,1,0/w
expireat keyspace,write,fast i1/r0,1,0/w
expiretime keyspace,read,fast i1/r0,1,0/r
failover admin,slow,dangerous
fcall slow,scripting i2/n0,1,1/rw
fcall_ro slow,scripting i2/n0,1,1/r
flushall keyspace,write,slow,dangerous
flushdb keyspace,write,slow,dangerous
function slow
function|delete write,slow,scripting
function|dump slow,scripting
function|flush write,slow,scripting
function|help slow,scripting
function|kill slow,scripting
function|list slow,scripting
function|load write,slow,scripting
function|restore write,slow,scripting
function|stats slow,scripting
geoadd write,geo,slow i1/r0,1,0/w
geodist read,geo,slow i1/r0,1,0/r
geohash read,geo,slow i1/r0,1,0/r
geopos read,geo,slow i1/r0,1,0/r
georadius write,geo,slow i1/r0,1,0/r kSTORE,6/r0,1,0/w kSTOREDIST,6/r0,1,0/w
georadius_ro read,geo,slow i1/r0,1,0/r
georadiusbymember write,geo,slow i1/r0,1,0/r kSTORE,5/r0,1,0/w kSTOREDIST,5/r0,1,0/w
georadiusbymember_ro read,geo,slow i1/r0,1,0/r
geosearch read,geo,slow i1/r0,1,0/r
geosearchstore write,geo,slow i1/r0,1,0/w i2/r0,1,0/r
get read,string,fast i1/r0,1,0/r
getbit read,bitmap,fast i1/r0,1,0/r
getdel write,string,fast i1/r0,1,0/rw
getex write,string,fast i1/r0,1,0/rw
getrange read,string,slow i1/r0,1,0/r
getset write,string,fast i1/r0,1,0/rw
hdel write,hash,fast i1/r0,1,0/w
hello fast,connection
hexists read,hash,fast i1/r0,1,0/
hget read,hash,fast i1/r0,1,0/r
hgetall read,hash,slow i1/r0,1,0/r
hincrby write,hash,fast i1/r0,1,0/rw
hincrbyfloat write,hash,fast i1/r0,1,0/rw
hkeys read,hash,slow i1/r0,1,0/r
hlen read,hash,fast i1/r0,1,0/
hmget read,hash,fast i1/r0,1,0/r
hmset write,hash,fast i1/r0,1,0/w
hrandfield read,hash,slow i1/r0,1,0/r
hscan read,hash,slow i1/r0,1,0/r
hset write,hash,fast i1/r0,1,0/w
hsetnx write,hash,fast i1/r0,1,0/w
hstrlen read,hash,fast i1/r0,1,0/
hvals read,hash,slow i1/r0,1,0/r
incr write,string,fast i1/r0,1,0/rw
incrby write,string,fast i1/r0,1,0/rw
incrbyfloat write,string,fast i1/r0,1,0/rw
info slow,dangerous
keys keyspace,read,slow,dangerous
lastsave admin,fast,dangerous
latency slow
latency|doctor admin,slow,dangerous
latency|graph admin,slow,dangerous
latency|help slow
latency|histogram admin,slow,dangerous
latency|history admin,slow,dangerous
latency|latest admin,slow,dangerous
latency|reset admin,slow,dangerous
lcs read,string,slow i1/r1,1,0/r
lindex read,list,slow i1/r0,1,0/r
linsert write,list,slow i1/r0,1,0/w
llen read,list,fast i1/r0,1,0/
lmove write,list,slow i1/r0,1,0/rw i2/r0,1,0/w
lmpop write,list,slow i1/n0,1,1/rw
lolwut read,fast
lpop write,list,fast i1/r0,1,0/rw
lpos read,list,slow i1/r0,1,0/r
lpush write,list,fast i1/r0,1,0/w
lpushx write,list,fast i1/r0,1,0/w
lrange read,list,slow i1/r0,1,0/r
lrem write,list,slow i1/r0,1,0/w
lset write,list,slow i1/r0,1,0/w
ltrim write,list,slow i1/r0,1,0/w
memory slow
memory|doctor slow
memory|help slow
memory|malloc-stats slow
memory|purge slow
memory|stats slow
memory|usage read,slow i2/r0,1,0/
mget read,string,fast i1/r-1,1,0/r
migrate keyspace,write,slow,dangerous i3/r0,1,0/rw kKEYS,-2/r-1,1,0/rw
module slow
module|help slow
module|list admin,slow,dangerous
module|load admin,slow,dangerous
module|loadex admin,slow,dangerous
module|unload admin,slow,dangerous
monitor admin,slow,dangerous
move keyspace,write,fast i1/r0,1,0/rw
mset write,string,slow i1/r-1,2,0/w
msetnx write,string,slow i1/r-1,2,0/w
multi fast,transaction
object slow
object|encoding keyspace,read,slow i2/r0,1,0/
object|freq keyspace,read,slow i2/r0,1,0/
object|help keyspace,slow
object|idletime keyspace,read,slow i2/r0,1,0/
object|refcount keyspace,read,slow i2/r0,1,0/
persist keyspace,write,fast i1/r0,1,0/w
pexpire keyspace,write,fast i1/r0,1,0/w
pexpireat keyspace,write,fast i1/r0,1,0/w
pexpiretime keyspace,read,fast i1/r0,1,0/r
pfadd write,hyperloglog,fast i1/r0,1,0/w
pfcount read,hyperloglog,slow i1/r-1,1,0/r
pfdebug write,hyperloglog,admin,slow,dangerous i2/r0,1,0/r
pfmerge write,hyperloglog,slow i1/r0,1,0/rw i2/r-1,1,0/r
pfselftest hyperloglog,admin,slow,dangerous
ping fast,connection
psetex write,string,slow i1/r0,1,0/w
psubscribe pubsub,slow
psync admin,slow,dangerous
pttl keyspace,read,fast i1/r0,1,0/r
publish pubsub,fast
pubsub slow
pubsub|channels pubsub,slow
pubsub|help slow
pubsub|numpat pubsub,slow
pubsub|numsub pubsub,slow
pubsub|shardchannels pubsub,slow
pubsub|shardnumsub pubsub,slow
punsubscribe pubsub,slow
quit fast,connection
randomkey keyspace,read,slow
readonly fast,connection
readwrite fast,connection
rename keyspace,write,slow i1/r0,1,0/rw i2/r0,1,0/w
renamenx keyspace,write,fast i1/r0,1,0/rw i2/r0,1,0/w
replconf admin,slow,dangerous
replicaof admin,slow,dangerous
reset fast,connection
restore keyspace,write,slow,dangerous i1/r0,1,0/w
restore-asking keyspace,write,slow,dangerous i1/r0,1,0/w
role admin,fast,dangerous
rpop write,list,fast i1/r0,1,0/rw
rpoplpush write,list,slow i1/r0,1,0/rw i2/r0,1,0/w
rpush write,list,fast i1/r0,1,0/w
rpushx write,list,fast i1/r0,1,0/w
sadd write,set,fast i1/r0,1,0/w
save admin,slow,dangerous
scan keyspace,read,slow
scard read,set,fast i1/r0,1,0/
script slow
script|debug slow,scripting
script|exists slow,scripting
script|flush slow,scripting
script|help slow,scripting
script|kill slow,scripting
script|load slow,scripting
sdiff read,set,slow i1/r-1,1,0/r
sdiffstore write,set,slow i1/r0,1,0/w i2/r-1,1,0/r
select fast,connection
set write,string,slow i1/r0,1,0/rw
setbit write,bitmap,slow i1/r0,1,0/rw
setex write,string,slow i1/r0,1,0/w
setnx write,string,fast i1/r0,1,0/w
setrange write,string,slow i1/r0,1,0/w
shutdown admin,slow,dangerous
sinter read,set,slow i1/r-1,1,0/r
sintercard read,set,slow i1/n0,1,1/r
sinterstore write,set,slow i1/r0,1,0/w i2/r-1,1,0/r
sismember read,set,fast i1/r0,1,0/
slaveof admin,slow,dangerous
slowlog slow
slowlog|get admin,slow,dangerous
slowlog|help slow
slowlog|len admin,slow,dangerous
slowlog|reset admin,slow,dangerous
smembers read,set,slow i1/r0,1,0/r
smismember read,set,fast i1/r0,1,0/r
smove write,set,fast i1/r0,1,0/rw i2/r0,1,0/w
sort write,set,sortedset,list,slow,dangerous i1/r0,1,0/r
sort_ro read,set,sortedset,list,slow,dangerous i1/r0,1,0/r
spop write,set,fast i1/r0,1,0/rw
spublish pubsub,fast
srandmember read,set,slow i1/r0,1,0/r
srem write,set,fast i1/r0,1,0/w
sscan read,set,slow i1/r0,1,0/r
ssubscribe pubsub,slow
strlen read,string,fast i1/r0,1,0/
subscribe pubsub,slow
substr read,string,slow i1/r0,1,0/r
sunion read,set,slow i1/r-1,1,0/r
sunionstore write,set,slow i1/r0,1,0/w i2/r-1,1,0/r
sunsubscribe pubsub,slow
swapdb keyspace,write,fast,dangerous
sync admin,slow,dangerous
time fast
touch keyspace,read,fast i1/r-1,1,0/
ttl keyspace,read,fast i1/r0,1,0/r
type keyspace,read,fast i1/r0,1,0/
unlink keyspace,write,fast i1/r-1,1,0/w
unsubscribe pubsub,slow
unwatch fast,transaction
wait slow,connection
watch fast,transaction i1/r-1,1,0/
xack write,stream,fast i1/r0,1,0/w
xadd write,stream,fast i1/r0,1,0/w
xautoclaim write,stream,fast i1/r0,1,0/w
xclaim write,stream,fast i1/r0,1,0/w
xdel write,stream,fast i1/r0,1,0/w
xgroup slow
xgroup|create write,stream,slow i2/r0,1,0/w
xgroup|createconsumer write,stream,slow i2/r0,1,0/w
xgroup|delconsumer write,stream,slow i2/r0,1,0/w
xgroup|destroy write,stream,slow i2/r0,1,0/w
xgroup|help stream,slow
xgroup|setid write,stream,slow i2/r0,1,0/w
xinfo slow
xinfo|consumers read,stream,slow i2/r0,1,0/r
xinfo|groups read,stream,slow i2/r0,1,0/r
xinfo|help stream,slow
xinfo|stream read,stream,slow i2/r0,1,0/r
xlen read,stream,fast i1/r0,1,0/
xpending read,stream,slow i1/r0,1,0/r
xrange read,stream,slow i1/r0,1,0/r
xread read,stream,slow,blocking kSTREAMS,1/r-1,1,2/r
xreadgroup write,stream,slow,blocking kSTREAMS,4/r-1,1,2/r
xrevrange read,stream,slow i1/r0,1,0/r
xsetid write,stream,fast i1/r0,1,0/w
xtrim write,stream,slow i1/r0,1,0/w
zadd write,sortedset,fast i1/r0,1,0/w
zcard read,sortedset,fast i1/r0,1,0/
zcount read,sortedset,fast i1/r0,1,0/r
zdiff read,sortedset,slow i1/n0,1,1/r
zdiffstore write,sortedset,slow i1/r0,1,0/w i2/n0,1,1/r
zincrby write,sortedset,fast i1/r0,1,0/rw
zinter read,sortedset,slow i1/n0,1,1/r
zintercard read,sortedset,slow i1/n0,1,1/r
zinterstore write,sortedset,slow i1/r0,1,0/w i2/n0,1,1/r
zlexcount read,sortedset,fast i1/r0,1,0/r
zmpop write,sortedset,slow i1/n0,1,1/rw
zmscore read,sortedset,fast i1/r0,1,0/r
zpopmax write,sortedset,fast i1/r0,1,0/rw
zpopmin write,sortedset,fast i1/r0,1,0/rw
zrandmember read,sortedset,slow i1/r0,1,0/r
zrange read,sortedset,slow i1/r0,1,0/r
zrangebylex read,sortedset,slow i1/r0,1,0/r
zrangebyscore read,sortedset,slow i1/r0,1,0/r
zrangestore write,sortedset,slow i1/r0,1,0/w i2/r0,1,0/r
zrank read,sortedset,fast i1/r0,1,0/r
zrem write,sortedset,fast i1/r0,1,0/w
zremrangebylex write,sortedset,slow i1/r0,1,0/w
zremrangebyrank write,sortedset,slow i1/r0,1,0/w
zremrangebyscore write,sortedset,slow i1/r0,1,0/w
zrevrange read,sortedset,slow i1/r0,1,0/r
zrevrangebylex read,sortedset,slow i1/r0,1,0/r
zrevrangebyscore read,sortedset,slow i1/r0,1,0/r
zrevrank read,sortedset,fast i1/r0,1,0/r
zscan read,sortedset,slow i1/r0,1,0/r
zscore read,sortedset,fast i1/r0,1,0/r
zunion read,sortedset,slow i1/n0,1,1/r
zunionstore write,sortedset,slow i1/r0,1,0/w i2/n0,1,1/r
`;
