// What a user chose for a heatmap, as options keep it. Pure.

import { LINES, type LineName } from "../../chart/heat.ts";
import { partText, sumOf } from "../../series/cumulative.ts";
import { type Buckets, bucketEdges, edgeLabel } from "../../series/percentile.ts";

/** Percentiles drawn unless something else was chosen. */
const FIRST: readonly LineName[] = ["p50", "p99"];

/** "p50 p99.9": the percentiles to draw, in order; what is unknown is passed over. */
export function parseLines(text: string | null): readonly LineName[] {
  if (text === null) return FIRST;
  const words = text.split(" ");
  return LINES.filter((name) => words.includes(name));
}

/** The option for these percentiles; null for the usual ones. */
export function linesOption(lines: readonly LineName[]): string | null {
  return lines.join(" ") === FIRST.join(" ") ? null : lines.join(" ");
}

/** Edges that a level can be at: below 0 there is nothing, and inside a bucket nobody knows what is above. */
export function levelsOf(buckets: Buckets): readonly { readonly edge: number; readonly label: string }[] {
  return Array.from({ length: Math.max(0, buckets.size - 1) }, (_, index) => ({
    edge: index + 1,
    label: edgeLabel(buckets, bucketEdges(buckets, index + 1).lower),
  }));
}

/** The edge of a level; null when there is none or no such edge. */
export function parseLevel(text: string | null, buckets: Buckets): number | null {
  const edge = text === null || !/^\d{1,6}$/.test(text) ? 0 : Number(text);
  return edge >= 1 && edge < buckets.size ? edge : null;
}

/** "0.338 % (55 of 16 243) at or above": exact. */
export function aboveText(counts: ArrayLike<bigint>, edge: number): string {
  const above = sumOf(Array.from(counts).slice(edge));
  const total = sumOf(counts);
  return total === 0n
    ? "no samples"
    : `${partText(above, total)} of ${total.toLocaleString("en-US")} samples at or above`;
}
