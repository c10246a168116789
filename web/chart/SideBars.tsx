import type { ReactElement } from "react";
import { RIGHT_MARGIN, TIME_AXIS_HEIGHT, TOP_MARGIN } from "./layout.ts";

interface Props {
  /** Samples per bucket. */
  readonly counts: ArrayLike<bigint>;
  /** Buckets from the foot of the plot to its top. */
  readonly domain: readonly [number, number];
  /** Of the chart, axis included, CSS pixels. */
  readonly height: number;
}

/** Room between two bars, CSS pixels. */
const GAP = 1;

/** The distribution at the right of a heatmap, on its axis: how many samples each row has in all. */
export function SideBars({ counts, domain: [low, high], height }: Props): ReactElement {
  const plot = height - TOP_MARGIN - TIME_AXIS_HEIGHT;
  const row = plot / (high - low);
  const rows = Array.from({ length: counts.length }, (_, bucket) => Number(counts[bucket] ?? 0n));
  const most = Math.max(1, ...rows);
  return (
    <svg
      className="heatmap-side"
      aria-hidden="true"
      width={RIGHT_MARGIN - 1}
      height={plot}
      style={{ top: TOP_MARGIN, right: 0 }}
    >
      {rows.map((count, bucket) =>
        count === 0 || bucket < low || bucket >= high ? null : (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bucket is its index
            key={bucket}
            x={0}
            y={(high - bucket - 1) * row}
            width={Math.max(1, (count / most) * (RIGHT_MARGIN - 4))}
            height={Math.max(1, row - GAP)}
          />
        ),
      )}
    </svg>
  );
}
