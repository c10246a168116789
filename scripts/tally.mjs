// @ts-check
// Counts of tests from the JSON reports of vitest and Playwright.

/** @typedef {{ readonly passed: number, readonly failed: number }} Tally */

/**
 * A suite as its report tells it. A suite that failed without a failed test (it crashed, or has no report) counts as one failed.
 * @param {{ readonly report: unknown, readonly code: number }} suite the parsed report, undefined when there is none; the exit code
 * @returns {Tally}
 */
export function tallySuite({ report, code }) {
  const { passed, failed } = tallyReport(report);
  const broken = failed === 0 && (code !== 0 || passed === 0);
  return { passed, failed: broken ? 1 : failed };
}

/**
 * @param {unknown} report
 * @returns {Tally}
 */
function tallyReport(report) {
  if (!isRecord(report)) return { passed: 0, failed: 0 };
  if (isRecord(report["stats"])) {
    const { expected, unexpected, flaky } = report["stats"];
    return { passed: count(expected), failed: count(unexpected) + count(flaky) };
  }
  // vitest: a file that could not be loaded has no tests, its own status tells
  const files = Array.isArray(report["testResults"]) ? report["testResults"].filter(isRecord) : [];
  const unloaded = files.filter(
    (file) => file["status"] === "failed" && [file["assertionResults"]].flat().length === 0,
  );
  return { passed: count(report["numPassedTests"]), failed: count(report["numFailedTests"]) + unloaded.length };
}

/**
 * @param {readonly Tally[]} tallies
 * @returns {Tally}
 */
export function sumTallies(tallies) {
  return {
    passed: tallies.reduce((sum, { passed }) => sum + passed, 0),
    failed: tallies.reduce((sum, { failed }) => sum + failed, 0),
  };
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isRecord(value) {
  return typeof value === "object" && value !== null;
}

/** @param {unknown} value */
function count(value) {
  return typeof value === "number" ? value : 0;
}
