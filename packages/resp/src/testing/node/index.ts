// The parts of the testing kit that need Node's sockets.
// A subpath of its own, so that sandboxes can load everything else.
export { exportCorpus } from "./export-corpus.ts";
export { listenOnNode, type ListenOptions, type NodeListener } from "./listen-on-node.ts";
export {
  type ScriptedTls,
  scriptedServer,
  type ScriptedServer,
  type ScriptedServerOptions,
} from "./scripted-server.ts";
export {
  type NodeProxy,
  type NodeProxyOptions,
  type ProxyTls,
  recordingProxy,
} from "./recording-proxy.ts";
