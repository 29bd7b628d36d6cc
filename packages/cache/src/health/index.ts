// The health page.
export {
  type HealthFacts,
  type HealthJson,
  formatLatency,
  formatSize,
  healthHttpStatus,
  healthJson,
} from "./health-json.ts";
