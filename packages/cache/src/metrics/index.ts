// Timing of operations; the Prometheus metrics are a subpath of their own, since they need a peer.
export {
  type OperationListener,
  type OperationSource,
  OperationTimer,
} from "./operation-timing.ts";
