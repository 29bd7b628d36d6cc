// The fields of the Traefik OIDC plugin's configuration and the variable each stands for. What a
// variable means, and what it accepts, is said in one place, `from-env.ts`; so a manifest is read as
// an environment whose problems carry the names of its fields.

/** A field's variable, or the fields inside it. */
export type FieldTable = { readonly [field: string]: string | FieldTable };

/** The redis block: fields of the plugin's guide, of its code alone, and new ones. */
export const redisFields: FieldTable = {
  enabled: "REDIS_ENABLED",
  address: "REDIS_ADDRESS",
  username: "REDIS_USERNAME",
  password: "REDIS_PASSWORD",
  db: "REDIS_DB",
  keyPrefix: "REDIS_KEY_PREFIX",
  cacheMode: "REDIS_CACHE_MODE",
  poolSize: "REDIS_POOL_SIZE",
  minIdleConns: "REDIS_MIN_IDLE_CONNS",
  maxConnAge: "REDIS_MAX_CONN_AGE",
  poolTimeout: "REDIS_POOL_TIMEOUT",
  idleTimeout: "REDIS_IDLE_TIMEOUT",
  maxRetries: "REDIS_MAX_RETRIES",
  dialTimeout: "REDIS_DIAL_TIMEOUT",
  connectTimeout: "REDIS_CONNECT_TIMEOUT",
  readTimeout: "REDIS_READ_TIMEOUT",
  writeTimeout: "REDIS_WRITE_TIMEOUT",
  commandTimeout: "REDIS_COMMAND_TIMEOUT",
  circuitBreakerThreshold: "REDIS_CIRCUIT_BREAKER_THRESHOLD",
  circuitBreakerTimeout: "REDIS_CIRCUIT_BREAKER_TIMEOUT",
  enableCircuitBreaker: "REDIS_ENABLE_CIRCUIT_BREAKER",
  enableHealthCheck: "REDIS_ENABLE_HEALTH_CHECK",
  healthCheckInterval: "REDIS_HEALTH_CHECK_INTERVAL",
  hybridL1Size: "REDIS_HYBRID_L1_SIZE",
  hybridL1MemoryMB: "REDIS_HYBRID_L1_MEMORY_MB",
  enableTLS: "REDIS_ENABLE_TLS",
  tlsSkipVerify: "REDIS_TLS_SKIP_VERIFY",
  tls: {
    enabled: "REDIS_TLS_ENABLED",
    certFile: "REDIS_TLS_CERT_FILE",
    keyFile: "REDIS_TLS_KEY_FILE",
    caFile: "REDIS_TLS_CA_FILE",
    insecureSkipVerify: "REDIS_TLS_INSECURE_SKIP_VERIFY",
  },
  clusterMode: "REDIS_CLUSTER_MODE",
  maxRedirects: "REDIS_MAX_REDIRECTS",
  readOnly: "REDIS_READ_ONLY",
  routeByLatency: "REDIS_ROUTE_BY_LATENCY",
  routeRandomly: "REDIS_ROUTE_RANDOMLY",
  sentinel: {
    master: "REDIS_SENTINEL_MASTER",
    nodes: "REDIS_SENTINEL_NODES",
    username: "REDIS_SENTINEL_USERNAME",
    password: "REDIS_SENTINEL_PASSWORD",
  },
};

/** Fields of the plugin block that the cache reads; its other fields are none of its business. */
export const pluginFields: FieldTable = {
  sessionEncryptionKey: "REDIS_SESSION_ENCRYPTION_KEY",
  JTI_CACHE_TTL: "JTI_CACHE_TTL",
  SESSION_TTL: "SESSION_TTL",
  TOKEN_METADATA_TTL: "TOKEN_METADATA_TTL",
};

/** Variables of one meaning: a field that sets one leaves no say to the others. */
export const spellings: readonly (readonly string[])[] = [
  ["REDIS_DIAL_TIMEOUT", "REDIS_CONNECT_TIMEOUT"],
  ["REDIS_TLS_ENABLED", "REDIS_ENABLE_TLS"],
  ["REDIS_TLS_INSECURE_SKIP_VERIFY", "REDIS_TLS_SKIP_VERIFY"],
];

/** Variables whose text must not be guessed from a number: 0123 would lose its zero. */
export const textOnly: ReadonlySet<string> = new Set([
  "REDIS_USERNAME",
  "REDIS_PASSWORD",
  "REDIS_SENTINEL_PASSWORD",
  "REDIS_SESSION_ENCRYPTION_KEY",
]);
