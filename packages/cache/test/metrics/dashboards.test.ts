// The dashboard and the alert rules that are published ask for metrics and labels that exist, and for all
// of them.

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Metric, Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { registerMetrics } from "../../src/metrics/prometheus.ts";
import { createCache } from "../../src/index.ts";

const folder = resolve(import.meta.dirname, "../../../../docs/cache/monitoring");
const read = (file: string): string => readFileSync(join(folder, file), "utf8");

interface Dashboard {
  readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
}
interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly expr: string }[] }[];
}

const dashboard = (JSON.parse(read("grafana-dashboard.json")) as Dashboard).panels
  .flatMap(({ targets }) => targets)
  .map(({ expr }) => expr.replaceAll("${prefix}", "respite"));
const alerts = (parse(read("alerts.yaml")) as Rules).groups
  .flatMap(({ rules }) => rules)
  .map(({ expr }) => expr);

const registry = new Registry();
const { names } = registerMetrics(createCache(), { registry });
/** Labels that Prometheus adds. */
const scraped = ["instance", "le", "quantile"];

/** The metrics an expression names, without what histograms and summaries put behind their names. */
function metricsOf(expr: string): string[] {
  return [...expr.matchAll(/respite_\w+/g)].map(([name]) =>
    names.includes(name) ? name : name.replace(/_(bucket|sum|count)$/, ""),
  );
}

function labelsOf(expr: string): string[] {
  const grouped = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = ""]) =>
    list.split(/, */),
  );
  const matched = [...expr.matchAll(/\{([^}]*)\}/g)].flatMap(([, list = ""]) =>
    [...list.matchAll(/(\w+)=/g)].map(([, label = ""]) => label),
  );
  return [...grouped, ...matched];
}

describe.each([
  ["the dashboard", dashboard],
  ["the alert rules", alerts],
])("%s", (_name, expressions) => {
  it.each(expressions)("%s", (expr) => {
    const metrics = metricsOf(expr);
    expect(metrics.length).toBeGreaterThan(0);
    for (const metric of metrics) {
      expect(names).toContain(metric);
      const { labelNames } = registry.getSingleMetric(metric) as Metric & {
        readonly labelNames: readonly string[];
      };
      for (const label of labelsOf(expr)) expect([...labelNames, ...scraped]).toContain(label);
    }
  });
});

it("every metric has its panel", () => {
  const shown = new Set(dashboard.flatMap(metricsOf));
  expect(names.filter((name) => !shown.has(name))).toEqual([]);
});
