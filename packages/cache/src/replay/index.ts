// One-time ids.
export { ReplayGuard, type ReplayGuardSettings } from "./replay-guard.ts";
