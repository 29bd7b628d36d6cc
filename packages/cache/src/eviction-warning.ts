// An eviction policy under which Redis may throw away revocations and used ids is worth a warning:
// the cache would take them for absent.

/** The warning that the server's INFO (section "memory") asks for; undefined = none. */
export function evictionWarning(info: string): string | undefined {
  const maxMemory = Number(/^maxmemory:(\d+)/m.exec(info)?.[1] ?? 0);
  const policy = /^maxmemory_policy:([\w-]+)/m.exec(info)?.[1] ?? "noeviction";
  if (maxMemory === 0 || policy === "noeviction") return undefined;
  return (
    `Redis may evict any key with an expiry (maxmemory-policy ${policy}), revocations and used ids ` +
    "among them. Use noeviction, or a server of their own for security namespaces."
  );
}
