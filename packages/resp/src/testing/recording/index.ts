// Recording what clients and servers say to each other, and playing it back. The only door of this folder.
export { type ProxiedLink } from "./flow.ts";
export { type ProxiedCommand, type ProxyFault, type ProxyHook } from "./faults.ts";
export {
  formatRecording,
  parseRecording,
  type Recording,
  type RecordingEvent,
} from "./recording.ts";
export { RecordingProxy, type RecordingProxyOptions } from "./recording-proxy.ts";
export { replayScript, type ReplayOptions } from "./replay.ts";
