// What integration tests start from: real servers, certificates, and suites that run on every server.
// The reporter is not among them: vitest loads it by its path.
export { availableServer, serverOnPath } from "./available-server.ts";
export { type Certificates, certificates } from "./certificates.ts";
export {
  noteServer,
  type ServerNote,
  serversUnderTest,
  type ServerUnderTest,
} from "./servers-under-test.ts";
export { freePort, type RedisServer, startRedis, supportsTls } from "./start-redis.ts";
