import type { CSSProperties, ReactElement } from "react";
import { PALETTE_SIZE, seriesColour } from "./colors.ts";
import type { ChartSeries } from "./props.ts";

/** Series named in a legend; the tip and the table hold the rest. */
const MAX_NAMED = 8;

/** Names of the series and, written by the overlay, their values at the cursor. */
export function Legend({ series }: { readonly series: readonly ChartSeries[] }): ReactElement {
  return (
    <ul className="chart-legend" aria-hidden="true">
      {series.slice(0, MAX_NAMED).map(({ id, label, colour }) => (
        <li key={id}>
          <span className={swatchClass(colour)} style={{ "--swatch": seriesColour(colour) } as CSSProperties} />
          <span className="chart-legend-name">{label}</span>
          <span className="chart-legend-value" data-series={id} />
        </li>
      ))}
      {series.length > MAX_NAMED && <li className="chart-legend-name">+{series.length - MAX_NAMED} more</li>}
    </ul>
  );
}

function swatchClass(colour: number): string {
  const dash = colour < PALETTE_SIZE ? "" : colour < 2 * PALETTE_SIZE ? " chart-swatch-dashed" : " chart-swatch-dotted";
  return `chart-swatch${dash}`;
}
