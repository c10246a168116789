// The cumulative table of a histogram as texts. Pure.

import { cumulativeOf, partText } from "../../series/cumulative.ts";
import { type Buckets, bucketLabel, bucketRawLabel } from "../../series/percentile.ts";
import { formatRaw } from "../../series/units.ts";

/** One bucket as the table shows it. */
export interface BucketRow {
  readonly bucket: number;
  /** "[512 ns, 1.02 µs)" */
  readonly range: string;
  /** In the statistic's own unit, exact: "[512, 1 024)". */
  readonly exact: string;
  readonly count: bigint;
  readonly countText: string;
  readonly share: string;
  readonly upTo: string;
}

/** Titles of the columns; `unit` is that of the edges: "ns". */
export function bucketTitles(unit: string): readonly string[] {
  return ["Bucket", `Exact edges (${unit})`, "Count", "%", "Cumulative %"];
}

/** From the first bucket that holds something to the last one. */
export function bucketRows(buckets: Buckets, counts: ArrayLike<bigint>): readonly BucketRow[] {
  const { rows, total } = cumulativeOf(counts);
  return rows.map(({ bucket, count, upTo }) => ({
    bucket,
    range: bucketLabel(buckets, bucket),
    exact: bucketRawLabel(buckets, bucket),
    count,
    countText: formatRaw(count),
    share: partText(count, total),
    upTo: partText(upTo, total),
  }));
}

/** The table for a spreadsheet: cells parted by tabs, counts as plain digits. */
export function bucketsAsText(rows: readonly BucketRow[], unit: string): string {
  const lines = rows.map(({ range, exact, count, share, upTo }) => [range, exact, String(count), share, upTo]);
  return [bucketTitles(unit), ...lines].map((cells) => cells.map(plain).join("\t")).join("\n");
}

/** Spreadsheets know no thin or unbreakable spaces. */
function plain(cell: string): string {
  return cell.replaceAll("\u2009", "").replaceAll("\u00a0", " ");
}
