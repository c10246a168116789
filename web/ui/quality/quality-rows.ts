// What was found doubtful, as rows to read and to click, kind by kind. Pure.

import { displayName } from "../../format/text.ts";
import type {
  FileFinding,
  ImpossibleRun,
  Listed,
  MissingRounds,
  MissingStretch,
  QualityAnswer,
  RecordingInfo,
  SourceInfo,
  Stretch,
} from "../../series/model.ts";
import { formatSpan } from "../../series/time-labels.ts";
import { formatRaw } from "../../series/units.ts";
import { statisticOf } from "../sources/finding-groups.ts";
import { clockSteps } from "./clock-steps.ts";
import { disturbancesOf } from "./disturbances.ts";

const NAME = 80;
/** Rows looked back at for the same stretch in another source. */
const NEAR = 16;

/** Something doubtful at one place. */
export interface QualityRow {
  readonly source: SourceInfo | null;
  /** Sources for which the same was found at the same time; `source` is the first of them. */
  readonly others: number;
  /** Seconds; the same twice for one moment, null where the place has no time. */
  readonly at: Stretch | null;
  readonly text: string;
  /** Keys of statistics to chart, the first ones. */
  readonly stats: readonly string[];
  /** Statistics concerned beyond those. */
  readonly more: number;
  /** First byte concerned in the dump, where it is about bytes. */
  readonly byte?: number;
}

export interface QualityKind {
  readonly id:
    | "resets"
    | "impossible"
    | "rounds"
    | "gaps"
    | "missing"
    | "short"
    | "late"
    | "clock"
    | "disturbed"
    | "findings";
  readonly title: string;
  /** What was looked for. */
  readonly rule: string;
  readonly count: number;
  /** Of them, those that no row stands for. */
  readonly unlisted: number;
  /** In time order; fewer than `count` where there are very many, or where one stands for several sources. */
  readonly rows: readonly QualityRow[];
}

/** "86", or "86 in 18 rows" where rows stand for several sources. */
export function countText({ count, unlisted, rows }: QualityKind): string {
  const text = count.toLocaleString("en-US");
  if (unlisted > 0 || !isMerged({ count, unlisted, rows })) return text;
  return `${text} in ${rows.length.toLocaleString("en-US")} ${rows.length === 1 ? "row" : "rows"}`;
}

/** Whether a row stands for several sources at once. */
export function isMerged({ count, unlisted, rows }: Found): boolean {
  return rows.length < count - unlisted;
}

type Found = Pick<QualityKind, "count" | "unlisted" | "rows">;

/** Every kind, also those that were not found, the worst first. */
export function qualityKinds(info: RecordingInfo, answers: readonly QualityAnswer[]): readonly QualityKind[] {
  const sources = new Map(info.sources.map((source) => [source.id, source]));

  /** The listed entries of all sources as rows. */
  function gather<T>(
    pick: (answer: QualityAnswer) => Listed<T>,
    row: (entry: T, source: SourceInfo) => Omit<QualityRow, "source" | "others">,
  ): Found {
    let count = 0;
    let unlisted = 0;
    const rows: QualityRow[] = [];
    for (const answer of answers) {
      const source = sources.get(answer.source);
      if (source === undefined) continue;
      const found = pick(answer);
      count += found.count;
      unlisted += found.count - found.first.length;
      rows.push(...found.first.map((entry) => ({ ...row(entry, source), source, others: 0 })));
    }
    return { count, unlisted, rows: rows.sort((a, b) => (a.at?.from ?? 0) - (b.at?.from ?? 0)) };
  }
  /** The same with one row for what befell several sources at once. */
  function gatherTogether<T extends Stretch>(
    pick: (answer: QualityAnswer) => Listed<T>,
    row: (entry: T, source: SourceInfo) => Omit<QualityRow, "source" | "others">,
  ): Found {
    const found = gather(pick, row);
    return { ...found, rows: together(found.rows) };
  }
  const span = ({ from, to }: Stretch) => formatSpan(to - from);
  const plain = { stats: [], more: 0 };

  return [
    {
      id: "resets",
      title: "Resets",
      rule: "counters, histograms or peaks that fell: the guest or its statistics began anew",
      ...gather(
        (answer) => answer.resets,
        ({ time, stats, count }) => ({
          at: moment(time),
          text: count === 1 ? "1 statistic fell" : `${count} statistics fell`,
          stats,
          more: count - stats.length,
        }),
      ),
    },
    {
      id: "impossible",
      title: "Impossible values",
      rule: "booleans over 1, values that KVM counted below 0, statistics that disagree although they count the same",
      ...gather(
        (answer) => answer.impossible,
        (run) => ({ at: { from: run.from, to: run.to }, text: impossibleText(run), stats: [run.stat], more: 0 }),
      ),
    },
    {
      id: "rounds",
      title: "Missing rounds",
      rule: "rounds that the recorder counted and that no sample is of: no rate there",
      ...gatherTogether(
        (answer) => answer.rounds,
        (gap) => ({ ...plain, at: gap, text: roundsText(gap) }),
      ),
    },
    {
      id: "gaps",
      title: "Gaps",
      rule: "no sample for over 3 times the usual interval, and no round is known to be missing: no rate there",
      ...gatherTogether(
        (answer) => answer.gaps,
        (gap, { period }) => ({ ...plain, at: gap, text: `${span(gap)} without a sample${usual(period)}` }),
      ),
    },
    {
      id: "missing",
      title: "Missing sources",
      rule: "no sample of a source while others of its VM have some",
      ...gather(
        (answer) => answer.missing,
        (gap, source) => ({ ...plain, at: gap, text: missingText(gap, source) }),
      ),
    },
    {
      id: "short",
      title: "Samples cut short",
      rule: "dumps that end before the last value of their table",
      ...gather(
        (answer) => answer.short,
        ({ time, stat, count }) => ({
          at: moment(time),
          text: count === 1 ? "1 statistic is missing" : `${count} statistics are missing`,
          stats: [stat],
          more: count - 1,
        }),
      ),
    },
    {
      id: "late",
      title: "Late rounds",
      rule: "intervals over 1.5 times the usual one that are no gap: rates there are right, but coarser",
      ...gatherTogether(
        (answer) => answer.late,
        (late, { period }) => ({ ...plain, at: late, text: `${span(late)} to the next sample${usual(period)}` }),
      ),
    },
    {
      id: "clock",
      title: "Clock steps",
      rule: "the host's clock moved by over 1 ms against the time that passed; times in the recording do not step",
      ...asFound(
        clockSteps(info).steps.map(({ from, to, size }) => ({
          ...plain,
          source: null,
          others: 0,
          at: { from, to },
          text: stepText(size),
        })),
      ),
    },
    {
      id: "disturbed",
      title: "Disturbed sources",
      rule: "reading them changed what was measured, says the recorder",
      ...disturbedRows(info),
    },
    {
      id: "findings",
      title: "Findings in the files",
      rule: "what breaks the rules of the format, dump by dump",
      count: info.findingCount,
      unlisted: info.findingCount - info.findings.length,
      rows: info.findings.map((finding) => findingRow(finding, info, sources)),
    },
  ];
}

function asFound(rows: readonly QualityRow[]): Found {
  return { count: rows.length, unlisted: 0, rows };
}

/** A row for each VM and reason, all its sources counted. */
function disturbedRows(info: RecordingInfo): Found {
  const rows = disturbancesOf(info).flatMap(({ sentence, sources }) => {
    const vms = new Set(sources.map(({ vm }) => vm));
    return [...vms].map((vm): QualityRow => {
      const own = sources.filter((source) => source.vm === vm);
      return { source: own[0] ?? null, others: own.length - 1, at: null, text: sentence, stats: [], more: 0 };
    });
  });
  return { count: rows.reduce((sum, { others }) => sum + others + 1, 0), unlisted: 0, rows };
}

/** "1.5 s ahead: the clock was set, or the host slept" */
function stepText(size: bigint): string {
  const span = formatSpan(Math.abs(Number(size)) / 1e9);
  return size > 0n
    ? `the clock went ${span} ahead: it was set, or the host was asleep`
    : `the clock went ${span} back: it was set`;
}

/** Rows of different sources whose stretches share more than half of the shorter one, as one. `rows` are in time order. */
function together(rows: readonly QualityRow[]): readonly QualityRow[] {
  const found: { row: QualityRow; sources: Set<SourceInfo | null> }[] = [];
  for (const row of rows) {
    const near = found.slice(-NEAR).findLast((each) => !each.sources.has(row.source) && overlaps(each.row, row));
    if (near) near.sources.add(row.source);
    else found.push({ row, sources: new Set([row.source]) });
  }
  return found.map(({ row, sources }) => ({ ...row, others: sources.size - 1 }));
}

function overlaps({ at: a }: QualityRow, { at: b }: QualityRow): boolean {
  if (a === null || b === null) return false;
  const shared = Math.min(a.to, b.to) - Math.max(a.from, b.from);
  return shared > 0 && shared > Math.min(a.to - a.from, b.to - b.from) / 2;
}

function moment(time: number): Stretch {
  return { from: time, to: time };
}

/** "5 rounds are missing in 1.5 s" */
function roundsText({ rounds, more, from, to }: MissingRounds): string {
  const span = formatSpan(to - from);
  if (more) return `${rounds} rounds or more are missing in ${span}`;
  return rounds === 1 ? `1 round is missing in ${span}` : `${rounds} rounds are missing in ${span}`;
}

function usual(period: number): string {
  return period > 0 ? `, usually ${formatSpan(period)}` : "";
}

function samplesText(samples: number): string {
  return samples === 1 ? "1 sample" : `${samples} samples`;
}

/** A source often begins later than its VM, when its vCPU was made, and may end earlier. */
function missingText({ from, to, samples }: MissingStretch, source: SourceInfo): string {
  const others = `another source of the VM has ${samplesText(samples)}`;
  const span = formatSpan(to - from);
  if (to === source.from) return `begins ${span} later; ${others} before`;
  if (from === source.to) return `ends ${span} earlier; ${others} after that`;
  return `not recorded for ${span}; ${others} there`;
}

/** "2, expected 0 or 1, in 3 samples" */
function impossibleText({ rule, worst, against, relation, samples }: ImpossibleRun): string {
  const { found, expected } = worst;
  const where = samples === 1 ? "" : `, in ${samples} samples`;
  switch (rule) {
    case "boolean":
      return `${formatRaw(found)}, expected 0 or 1${where}`;
    case "negative":
      return `${formatRaw(BigInt.asIntN(64, found))}, expected 0 or more${where}`;
    case "identity": {
      const bound = `${relation === "equal" ? "" : "at most "}${against} = ${formatRaw(expected)}`;
      const by =
        found > expected ? `${formatRaw(found - expected)} too many` : `${formatRaw(expected - found)} too few`;
      return `${formatRaw(found)}, expected ${bound}: ${by}${where}`;
    }
  }
}

function findingRow(finding: FileFinding, info: RecordingInfo, sources: ReadonlyMap<number, SourceInfo>): QualityRow {
  const { severity, rule, expected, found, path, time } = finding;
  const source = finding.source === null ? null : (sources.get(finding.source) ?? null);
  const expectation = `expected ${displayName(expected)}, found ${displayName(found)}`;
  const name = statisticOf(finding, info);
  return {
    source,
    others: 0,
    at: time === null ? null : moment(time),
    text: `${severity}, rule ${rule}: ${expectation}, in ${displayName(path, NAME)}`,
    stats: name === null ? [] : [name],
    more: 0,
    byte: finding.from,
  };
}

/** A statistic's name as it may be shown. */
export function statName(source: SourceInfo | null, key: string): string {
  const name = source?.stats.find((stat) => stat.key === key)?.descriptor.name ?? key;
  return displayName(name, NAME) || "(no name)";
}

/** The stretch to show around a place: three times its length, at least forty intervals. */
export function stretchAround({ from, to }: Stretch, period: number): Stretch {
  const half = Math.max((to - from) * 1.5, period * 20);
  const middle = (from + to) / 2;
  return { from: middle - half, to: middle + half };
}
