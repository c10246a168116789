import { memo, type ReactElement, useMemo } from "react";
import type { UnitFormat } from "../series/units.ts";
import type { ChartSeries } from "./props.ts";
import { summarise } from "./readout.ts";
import { type ChartView, useChartView } from "./view-store.ts";

interface SummaryTableProps {
  readonly title: string;
  readonly series: readonly ChartSeries[];
  readonly format: UnitFormat;
  readonly view: ChartView;
}

/** Smallest, largest and last visible value of each series, for screen readers. Waits for the end of gestures. */
export const SummaryTable = memo(
  function SummaryTable({ title, series, format, view }: SummaryTableProps): ReactElement {
    const range = useChartView(view, (state) => (state.gesture === "none" ? state.settled : null));
    const rows = useMemo(
      () => (range ? series.map(({ id, label, data }) => ({ id, label, sums: data && summarise(data, range) })) : null),
      [range, series],
    );
    return (
      <div className="visually-hidden">
        <table>
          <caption>{title}: what is visible, as a table</caption>
          <thead>
            <tr>
              <th scope="col">Series</th>
              <th scope="col">Minimum</th>
              <th scope="col">Maximum</th>
              <th scope="col">Last</th>
            </tr>
          </thead>
          <tbody>
            {rows?.map(({ id, label, sums }) => (
              <tr key={id}>
                <th scope="row">{label}</th>
                <td>{format.format(sums?.min ?? Number.NaN)}</td>
                <td>{format.format(sums?.max ?? Number.NaN)}</td>
                <td>{format.format(sums?.last ?? Number.NaN)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    );
  },
  (_, next) => next.view.get().gesture !== "none",
);
