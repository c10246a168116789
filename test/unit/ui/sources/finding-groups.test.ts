import { describe, expect, test } from "vitest";
import type { Severity } from "../../../../web/format/model.ts";
import type { FileFinding } from "../../../../web/series/model.ts";
import { groupFindings } from "../../../../web/ui/sources/finding-groups.ts";

function finding(path: string, severity: Severity, from: number): FileFinding {
  return { rule: "r", severity, from, to: from + 8, expected: "", found: "", path, source: 1, time: null };
}

describe("findings by file", () => {
  test("one group per file with the worst first, files with errors first", () => {
    const groups = groupFindings([
      finding("a", "note", 0),
      finding("b", "warning", 1),
      finding("b", "error", 2),
      finding("b", "error", 3),
      finding("a", "warning", 4),
    ]);
    expect(groups.map(({ path, first, others }) => [path, first.from, others.map((each) => each.from)])).toEqual([
      ["b", 2, [3, 1]],
      ["a", 4, [0]],
    ]);
    expect(groupFindings([])).toEqual([]);
  });
});
