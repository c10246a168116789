// Findings gathered by file: a damaged file breaks one rule after another. Pure.

import type { Severity } from "../../format/model.ts";
import type { FileFinding, RecordingInfo } from "../../series/model.ts";

const SEVERITIES: readonly Severity[] = ["error", "warning", "note"];

/** What is wrong with one file. */
export interface FindingGroup {
  readonly path: string;
  /** The worst, and of those the first in the file. */
  readonly first: FileFinding;
  /** All others, worst first. */
  readonly others: readonly FileFinding[];
}

/** One group per file, files with the worst findings first. */
export function groupFindings(findings: readonly FileFinding[]): readonly FindingGroup[] {
  const files = new Map<string, FileFinding[]>();
  for (const severity of SEVERITIES) {
    for (const finding of findings) {
      if (finding.severity !== severity) continue;
      const group = files.get(finding.path);
      if (group === undefined) files.set(finding.path, [finding]);
      else group.push(finding);
    }
  }
  return [...files].flatMap(([path, [first, ...others]]) => (first === undefined ? [] : [{ path, first, others }]));
}

/** The statistic a finding is about; null when it is about none, or about another one in each generation. */
export function statisticOf(finding: FileFinding, info: RecordingInfo): string | null {
  const { descriptor, source } = finding;
  if (descriptor === undefined) return null;
  const generations = info.sources.find((each) => each.id === source)?.generations ?? [];
  const names = new Set(generations.map(({ table }) => table.descriptors[descriptor]?.name));
  const [name] = names;
  return names.size === 1 && name !== undefined && name !== "" ? name : null;
}
