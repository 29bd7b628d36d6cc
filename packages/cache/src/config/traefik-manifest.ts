// Finds the Traefik OIDC plugin's block in what people have: a whole Kubernetes manifest of several
// documents, Traefik's dynamic configuration, the plugin block, or the redis block alone.

import { ConfigurationError, type ConfigurationProblem } from "./configuration-error.ts";
import { pluginFields, redisFields } from "./manifest-fields.ts";

/** An object of whatever fields. */
export type Block = Readonly<Record<string, unknown>>;

/** What was found. */
export interface ManifestParts {
  /** The plugin's block; empty where only a redis block was given. */
  readonly plugin: Block;
  /** The redis block and where it stands; undefined = there is none. */
  readonly redis: unknown;
  /** The path of the redis block, for messages. */
  readonly path: string;
  /** The variables that a ConfigMap gives to containers. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Fields by which a plugin block without a redis block is known. */
const pluginSigns = ["redis", "providerURL", "clientID", "callbackURL", "logLevel"].concat(
  "disableReplayDetection",
  Object.keys(pluginFields),
);

/**
 * The parts of interest of one or more documents.
 *
 * @throws {ConfigurationError} if there is no such block, or more than one.
 */
export function findParts(documents: readonly unknown[]): ManifestParts {
  const found: Omit<ManifestParts, "variables">[] = [];
  const variables: Record<string, string> = {};
  for (const document of documents) {
    if (!isBlock(document)) continue;
    if (document["kind"] === "ConfigMap") {
      Object.assign(variables, textsOf(document["data"]));
    } else {
      found.push(...partsOf(document));
    }
  }
  if (found.length > 1) throw unclear(`holds ${found.length} plugin blocks; pass one of them`);
  const [only] = found;
  if (only !== undefined) return { ...only, variables };
  if (Object.keys(variables).length > 0)
    return { plugin: {}, redis: undefined, path: "", variables };
  throw unclear("holds no plugin block (spec.plugin.traefikoidc) and no redis block");
}

/** The error of a manifest in which nothing can be found. */
export function unclear(problem: string): ConfigurationError {
  const one: ConfigurationProblem = { name: "manifest", source: "manifest", problem };
  return new ConfigurationError([one]);
}

/** True for an object that is no list. */
export function isBlock(value: unknown): value is Block {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function partsOf(document: Block): Omit<ManifestParts, "variables">[] {
  const { spec, http } = document;
  if (isBlock(spec) && isBlock(spec["plugin"])) return pluginsOf(spec["plugin"], "spec.plugin");
  if (isBlock(http) && isBlock(http["middlewares"])) {
    return Object.entries(http["middlewares"]).flatMap(([name, middleware]) => {
      const plugins = isBlock(middleware) ? middleware["plugin"] : undefined;
      return isBlock(plugins) ? pluginsOf(plugins, `http.middlewares.${name}.plugin`) : [];
    });
  }
  if (pluginSigns.some((name) => name in document)) {
    return [{ plugin: document, redis: document["redis"], path: "redis" }];
  }
  if (Object.keys(redisFields).some((name) => name in document)) {
    return [{ plugin: {}, redis: document, path: "" }];
  }
  return [];
}

/** Of several plugins the one that is ours by its name, else by its fields. */
function pluginsOf(plugins: Block, path: string): Omit<ManifestParts, "variables">[] {
  return Object.entries(plugins).flatMap(([name, plugin]) => {
    if (!isBlock(plugin)) return [];
    const isOurs = name === "traefikoidc" || pluginSigns.some((sign) => sign in plugin);
    return isOurs ? [{ plugin, redis: plugin["redis"], path: `${path}.${name}.redis` }] : [];
  });
}

function textsOf(data: unknown): Record<string, string> {
  if (!isBlock(data)) return {};
  const texts = Object.entries(data).filter(([name]) => /^(REDIS_|\w+_TTL$)/.test(name));
  return Object.fromEntries(texts.map(([name, value]) => [name, String(value)]));
}
