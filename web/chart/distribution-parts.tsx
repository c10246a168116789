// What a DistributionChart shows besides its bars: the outline of another distribution, the tip, the table.

import type { ReactElement } from "react";
import { usePlotArea } from "recharts";
import { formatRaw, formatShare } from "../series/units.ts";
import { type Distribution, outlinePath } from "./distribution.ts";
import type { ComparedCounts } from "./props.ts";

/** The other distribution as steps over the bars; `top` is the largest share of the axis. */
export function Outline({ distribution, top }: { readonly distribution: Distribution; readonly top: number }) {
  const area = usePlotArea();
  if (!area) return null;
  const path = outlinePath(distribution, top, area);
  return (
    <g pointerEvents="none">
      <path d={path} fill="none" stroke="var(--halo)" strokeWidth={4} strokeLinejoin="round" />
      <path d={path} fill="none" stroke="var(--series-2)" strokeWidth={2} strokeLinejoin="round" />
    </g>
  );
}

interface TipProps {
  readonly active?: boolean;
  readonly payload?: readonly { readonly payload?: Distribution["bars"][number] }[];
  readonly compare?: ComparedCounts | undefined;
}

/** What the bar under the pointer holds. */
export function BarTip({ active, payload, compare }: TipProps): ReactElement | null {
  const bar = payload?.[0]?.payload;
  if (!active || !bar) return null;
  return (
    <div className="chart-tip chart-tip-still">
      <span className="chart-tip-time">{bar.label}</span>
      <span>
        {compare && `${compare.name}: `}
        {formatRaw(bar.exact)} samples · {formatShare(bar.share)}
      </span>
      {compare && bar.other && (
        <span>
          {compare.other}: {formatRaw(bar.other.exact)} samples · {formatShare(bar.other.share)}
        </span>
      )}
    </div>
  );
}

interface TableProps {
  readonly title: string;
  readonly distribution: Distribution;
  readonly compare?: ComparedCounts | undefined;
}

/** The bars for screen readers. */
export function DistributionTable({ title, distribution, compare }: TableProps): ReactElement {
  const of = (name: string | undefined) => (name === undefined ? "" : ` of ${name}`);
  return (
    <div className="visually-hidden">
      <table>
        <caption>{title}, as a table</caption>
        <thead>
          <tr>
            <th scope="col">Bucket</th>
            <th scope="col">Samples{of(compare?.name)}</th>
            <th scope="col">Share{of(compare?.name)}</th>
            {compare && <th scope="col">Samples{of(compare.other)}</th>}
            {compare && <th scope="col">Share{of(compare.other)}</th>}
          </tr>
        </thead>
        <tbody>
          {distribution.bars.map((bar) => (
            <tr key={bar.place}>
              <th scope="row">{bar.label}</th>
              <td>{formatRaw(bar.exact)}</td>
              <td>{formatShare(bar.share)}</td>
              {bar.other && <td>{formatRaw(bar.other.exact)}</td>}
              {bar.other && <td>{formatShare(bar.other.share)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
