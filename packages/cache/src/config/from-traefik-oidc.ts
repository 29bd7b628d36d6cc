// "@respite/cache/traefik-oidc": the configuration of the Traefik OIDC plugin, unchanged, as options
// for `createCache`. Whole seconds become milliseconds, unknown fields of the redis block are errors.
// Precedence: explicit option > field of the manifest > environment > default, as in the plugin, but
// REDIS_ENABLED=false wins over everything: it is the way back when Redis is the trouble.
//
// YAML text needs the optional peer "yaml", which reads JSON text too.

import { parseAllDocuments } from "yaml";
import { consoleLogger, type LogLevel, logLevels } from "../log/index.ts";
import type { ConfigurationProblem } from "./configuration-error.ts";
import { EnvironmentReader, type EnvironmentRecord } from "./environment-reader.ts";
import {
  type EnvironmentConfiguration,
  type FromEnvOptions,
  readConfiguration,
} from "./from-env.ts";
import {
  type FieldTable,
  pluginFields,
  redisFields,
  spellings,
  textOnly,
} from "./manifest-fields.ts";
import { type Block, findParts, isBlock, unclear } from "./traefik-manifest.ts";

/** Settings of {@link fromTraefikOidc}. */
export interface FromTraefikOidcOptions extends FromEnvOptions {
  /** Environment variables, for what the manifest leaves out; default none. */
  env?: EnvironmentRecord | undefined;
}

/** What a manifest says. */
export interface TraefikOidcConfiguration extends EnvironmentConfiguration {
  /** What the plugin's dashboards expect metrics to begin with. */
  readonly metricsPrefix: "traefikoidc";
  /** `logLevel` of the plugin block; its lines go to the console unless there is a logger. */
  readonly logLevel: LogLevel | undefined;
}

const product = "traefikoidc";

/**
 * Reads a Kubernetes manifest, a plugin block or a redis block, as object, JSON or YAML text.
 *
 * @throws {ConfigurationError} with every problem, each with its field, source and what is accepted.
 */
export function fromTraefikOidc(
  config: object | string,
  options: FromTraefikOidcOptions = {},
): TraefikOidcConfiguration {
  const { env = {}, options: explicit = {}, readTextFile } = options;
  const { plugin, redis, path, variables } = findParts(documentsOf(config));
  const fields = new FieldReader();
  fields.read(plugin, pluginFields, path.replace(/\.?redis$/, ""), false);
  if (redis !== undefined && redis !== null) fields.read(redis, redisFields, path, true);
  const logLevel = readLogLevel(plugin, fields.problems);
  const logger = logLevel === undefined ? undefined : consoleLogger({ level: logLevel });
  const record = fields.over({ REDIS_KEY_PREFIX: product, ...variables, ...env });
  const reader = new EnvironmentReader(record, fields.names);
  reader.problems.push(...fields.problems);
  const read = readConfiguration(reader, {
    options: logger === undefined ? explicit : { logger, ...explicit },
    readTextFile,
  });
  const warnings =
    plugin["disableReplayDetection"] === true ? [replayWarning, ...read.warnings] : read.warnings;
  return { ...read, warnings, metricsPrefix: product, logLevel };
}

const replayWarning =
  "disableReplayDetection: true: a stolen token can be used again by anybody. With a shared cache " +
  "there is no need for it; remove it.";

function documentsOf(config: object | string): readonly unknown[] {
  if (typeof config !== "string") return [config];
  // Neither the parser's message nor its excerpt: either may hold a password.
  const documents = [...parseAllDocuments(config, { prettyErrors: false, merge: true })];
  for (const { errors } of documents) {
    const [first] = errors;
    if (first === undefined) continue;
    const line = config.slice(0, first.pos[0]).split("\n").length;
    throw unclear(`is no YAML or JSON: ${first.code} in line ${line}`);
  }
  return documents.map((document) => document.toJS() as unknown);
}

function readLogLevel(plugin: Block, problems: ConfigurationProblem[]): LogLevel | undefined {
  const given = plugin["logLevel"];
  if (given === undefined || given === null || given === "") return undefined;
  const level = logLevels.find((one) => typeof given === "string" && one === given.toLowerCase());
  if (level === undefined) {
    const problem = `must be one of ${logLevels.join(", ")}.`;
    problems.push({ name: "logLevel", source: "manifest", problem });
  }
  return level;
}

/** Turns fields into the variables they stand for. */
class FieldReader {
  /** The field of each variable that is set. */
  readonly names: Map<string, string> = new Map();
  readonly problems: ConfigurationProblem[] = [];
  readonly #values: Record<string, string> = {};

  /** Reads a block by its table; `strict` refuses fields that are not in it. */
  read(block: unknown, table: FieldTable, path: string, strict: boolean): void {
    if (!isBlock(block)) {
      this.#refuse(path, "must be a block of fields");
      return;
    }
    for (const [name, value] of Object.entries(block)) {
      const meaning = Object.hasOwn(table, name) ? table[name] : undefined;
      const field = path === "" ? name : `${path}.${name}`;
      if (meaning === undefined) {
        if (strict) this.#refuse(field, `is unknown; known are ${Object.keys(table).join(", ")}`);
      } else if (value !== undefined && value !== null) {
        if (typeof meaning === "string") this.#take(meaning, field, value);
        else this.read(value, meaning, field, strict);
      }
    }
  }

  /** The variables of `record`, those that fields stand for replaced by the fields' values. */
  over(record: EnvironmentRecord): EnvironmentRecord {
    const result = { ...record };
    for (const same of spellings) {
      if (same.some((name) => this.names.has(name))) for (const name of same) delete result[name];
    }
    const isOff = /^(false|0)$/i.test(record["REDIS_ENABLED"]?.trim() ?? "");
    if (isOff) this.names.delete("REDIS_ENABLED");
    return { ...result, ...this.#values, ...(isOff ? { REDIS_ENABLED: "false" } : {}) };
  }

  #take(variable: string, field: string, value: unknown): void {
    if (value === "") return;
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) {
      this.#set(variable, field, value.join(","));
    } else if (typeof value === "string" || (isScalar(value) && !textOnly.has(variable))) {
      this.#set(variable, field, String(value));
    } else {
      this.#refuse(field, "must be a single value, and text in quotes where it is text");
    }
  }

  #set(variable: string, field: string, text: string): void {
    this.names.set(variable, field);
    this.#values[variable] = text;
  }

  #refuse(field: string, problem: string): void {
    this.problems.push({ name: field, source: "manifest", problem: `${problem}.` });
  }
}

function isScalar(value: unknown): value is number | bigint | boolean {
  return ["number", "bigint", "boolean"].includes(typeof value);
}
