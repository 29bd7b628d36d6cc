// The public surface of every package entry, written to docs/api/<package>/<entry>.api.md by API Extractor.
// With --check a surface that differs from its report is a failure: a change of the API is then seen in
// review, and an export without a doc comment is an error.
//
//   node scripts/api-report.mjs [--check]

import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor";

const check = process.argv.includes("--check");
const root = resolve(import.meta.dirname, "..");
let failures = 0;

for (const name of readdirSync(join(root, "packages"))) {
  const folder = join(root, "packages", name);
  const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  for (const [entry, target] of Object.entries(exports)) {
    if (typeof target === "object") report(folder, name, entry, target.types);
  }
}
process.exitCode = failures === 0 ? 0 : 1;

function report(folder, name, entry, types) {
  const reportFolder = join(root, "docs", "api", name);
  const entryName = entry === "." ? "index" : entry.slice(2).replaceAll("/", "-");
  mkdirSync(reportFolder, { recursive: true });
  const config = ExtractorConfig.prepare({
    configObject: configFor(folder, join(folder, types), reportFolder, entryName),
    configObjectFullPath: join(folder, "api-extractor.json"),
    packageJsonFullPath: join(folder, "package.json"),
  });
  const result = Extractor.invoke(config, {
    localBuild: !check,
    messageCallback: heard(name, entryName),
  });
  if (result.succeeded && !(check && result.apiReportChanged)) return;
  failures += 1;
  console.error(
    `${name} ${entry}: the public API differs from its report, or lacks documentation.`,
  );
  console.error("Run `npx pnpm api:update` and review the change in docs/api.");
}

function heard(name, entryName) {
  return (message) => {
    message.handled = true;
    if (
      message.logLevel !== ExtractorLogLevel.Error &&
      message.logLevel !== ExtractorLogLevel.Warning
    )
      return;
    console.error(
      `${name}/${entryName}: ${message.text} ${message.sourceFilePath ?? ""}:${message.sourceFileLine ?? ""}`,
    );
  };
}

function configFor(projectFolder, mainEntryPointFilePath, reportFolder, reportFileName) {
  const quiet = { logLevel: ExtractorLogLevel.None };
  return {
    projectFolder,
    mainEntryPointFilePath,
    newlineKind: "lf",
    compiler: {
      overrideTsconfig: {
        compilerOptions: {
          target: "es2023",
          lib: ["es2023", "esnext.disposable"],
          module: "nodenext",
          moduleResolution: "nodenext",
          types: [],
          strict: true,
          skipLibCheck: true,
        },
        include: [mainEntryPointFilePath],
      },
    },
    apiReport: {
      enabled: true,
      reportFolder,
      reportTempFolder: join(projectFolder, "dist", "api-temp"),
      reportFileName: `${reportFileName}.api.md`,
    },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    messages: {
      compilerMessageReporting: { default: quiet },
      extractorMessageReporting: {
        default: quiet,
        "ae-undocumented": { logLevel: ExtractorLogLevel.Error },
        "ae-forgotten-export": quiet,
      },
      tsdocMessageReporting: { default: quiet },
    },
  };
}
