import { describe, expect, it } from "vitest";
import { sumTallies, tallySuite } from "../../scripts/tally.mjs";

describe("tallySuite()", () => {
  it("counts a vitest report", () => {
    const report = {
      numPassedTests: 7,
      numFailedTests: 0,
      testResults: [{ status: "passed", assertionResults: [{}] }],
    };
    expect(tallySuite({ report, code: 0 })).toEqual({ passed: 7, failed: 0 });
    expect(tallySuite({ report: { ...report, numFailedTests: 2 }, code: 1 })).toEqual({ passed: 7, failed: 2 });
  });

  it("counts a file that did not load as failed", () => {
    const report = { numPassedTests: 7, numFailedTests: 0, testResults: [{ status: "failed", assertionResults: [] }] };
    expect(tallySuite({ report, code: 1 })).toEqual({ passed: 7, failed: 1 });
  });

  it("counts a Playwright report, flaky ones as failed", () => {
    const report = { stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 0 } };
    expect(tallySuite({ report, code: 1 })).toEqual({ passed: 5, failed: 2 });
  });

  it("takes a crash, a missing report and an empty suite for a failure", () => {
    expect(tallySuite({ report: { numPassedTests: 7, numFailedTests: 0 }, code: 1 })).toEqual({ passed: 7, failed: 1 });
    expect(tallySuite({ report: undefined, code: 0 })).toEqual({ passed: 0, failed: 1 });
    expect(tallySuite({ report: { stats: { expected: 0, unexpected: 0, flaky: 0 } }, code: 0 })).toEqual({
      passed: 0,
      failed: 1,
    });
  });
});

describe("sumTallies()", () => {
  it("adds", () => {
    expect(
      sumTallies([
        { passed: 1, failed: 2 },
        { passed: 3, failed: 0 },
      ]),
    ).toEqual({ passed: 4, failed: 2 });
    expect(sumTallies([])).toEqual({ passed: 0, failed: 0 });
  });
});
