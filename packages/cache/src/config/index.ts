// Configuration from outside the program.
export { ConfigurationError, type ConfigurationProblem } from "./configuration-error.ts";
export type { EnvironmentRecord } from "./environment-reader.ts";
export { type EnvironmentConfiguration, type FromEnvOptions, fromEnv } from "./from-env.ts";
