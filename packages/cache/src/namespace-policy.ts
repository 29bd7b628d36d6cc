// A namespace's policy, checked and completed, and the policies of the namespaces an authentication
// middleware uses.

import { OptionReader } from "@respite/resp/base";
import type { NamespacePolicy } from "./cache-types.ts";
import type { OutagePolicy, Tier, WriteMode } from "./hybrid/hybrid-types.ts";
import { type LoadSettings, loadPolicyNames, resolveLoadPolicy } from "./loading/index.ts";
import { jsonSerializer, type Serializer } from "./serializer.ts";
import { checkPositiveTtl } from "./ttl.ts";

/** {@link NamespacePolicy}, checked and complete. */
export interface NamespaceSettings<T> {
  readonly ttlMs: number | undefined;
  readonly writes: WriteMode;
  readonly tier: Tier;
  readonly outage: OutagePolicy;
  readonly acceptQueued: boolean;
  readonly immutable: boolean;
  readonly negativeTtlMs: number;
  readonly l1MaxTtlMs: number | undefined;
  readonly load: LoadSettings;
  readonly serializer: Serializer<T>;
}

const names = [
  "ttlMs",
  "writes",
  "tier",
  "outage",
  "acceptQueued",
  "immutable",
  "negativeTtlMs",
  "l1MaxTtlMs",
  "serializer",
  ...loadPolicyNames,
];

/** @throws {TypeError | RangeError} naming the policy's field that is wrong. */
export function resolveNamespacePolicy<T>(
  name: string,
  policy: NamespacePolicy<T> | undefined,
): NamespaceSettings<T> {
  const owner = `namespace ${JSON.stringify(name)}`;
  const reader = new OptionReader(owner, policy, names);
  const tier = reader.choice("tier", ["general", "security"], "general");
  const serializer = reader.object<Serializer<T> | undefined>("serializer", undefined);
  if (serializer !== undefined && typeof serializer.encode !== "function") {
    throw new TypeError('A namespace\'s "serializer" must have encode() and decode().');
  }
  return Object.freeze({
    ttlMs: checkPositiveTtl(policy?.ttlMs),
    writes: reader.choice("writes", ["sync", "async"], "sync"),
    tier,
    outage: reader.choice(
      "outage",
      ["deny", "local", "allow"],
      tier === "security" ? "deny" : "local",
    ),
    acceptQueued: reader.boolean("acceptQueued", false),
    immutable: reader.boolean("immutable", false),
    negativeTtlMs: reader.number("negativeTtlMs", 0),
    l1MaxTtlMs: reader.number("l1MaxTtlMs", undefined, { min: 1 }),
    load: Object.freeze(resolveLoadPolicy(owner, reader, policy ?? {}, tier)),
    serializer: serializer ?? jsonSerializer<T>(),
  });
}

const secondsMs = 1000;
const minutesMs = 60 * secondsMs;
const hoursMs = 60 * minutesMs;

/** The namespaces of an OpenID Connect middleware. */
export type OidcNamespaceName =
  | "token"
  | "blacklist"
  | "metadata"
  | "tokenMetadata"
  | "jwk"
  | "session"
  | "introspection"
  | "tokenType"
  | "jti"
  | "general";

/** A policy for values of any type. */
export type AnyNamespacePolicy = Readonly<NamespacePolicy<never>>;

/**
 * Policies of an OpenID Connect middleware's namespaces. What lets somebody in when it is missing
 * is in the security tier and written synchronously.
 */
export const oidcNamespaces: Readonly<Record<OidcNamespaceName, AnyNamespacePolicy>> =
  Object.freeze({
    /** Verified tokens. */
    token: policyOf({ ttlMs: hoursMs, writes: "sync" }),
    /** Revoked tokens. */
    blacklist: policyOf({ ttlMs: 24 * hoursMs, writes: "sync", tier: "security" }),
    /** Providers' metadata. */
    metadata: policyOf({ ttlMs: hoursMs, writes: "async", immutable: true }),
    tokenMetadata: policyOf({ ttlMs: 5 * minutesMs, writes: "async" }),
    /** Providers' keys. */
    jwk: policyOf({ ttlMs: hoursMs, writes: "async", immutable: true }),
    session: policyOf({ ttlMs: 24 * hoursMs, writes: "sync" }),
    introspection: policyOf({ ttlMs: 5 * minutesMs, writes: "async" }),
    tokenType: policyOf({ ttlMs: 5 * minutesMs, writes: "async" }),
    /** Used one-time ids; a replay guard is what uses them. */
    jti: policyOf({ ttlMs: hoursMs, writes: "sync", tier: "security" }),
    /** Everything else. */
    general: policyOf({ writes: "async" }),
  });

/** The policy of a namespace by its name, in any case; `general` for names that are not listed. */
export function oidcPolicyOf(name: string): AnyNamespacePolicy {
  const wanted = name.toLowerCase();
  for (const [own, found] of Object.entries(oidcNamespaces)) {
    if (own.toLowerCase() === wanted) return found;
  }
  return oidcNamespaces.general;
}

/** `never` lets one policy serve namespaces of any value type. */
function policyOf(fields: Omit<NamespacePolicy<never>, "serializer">): AnyNamespacePolicy {
  return Object.freeze(fields);
}
