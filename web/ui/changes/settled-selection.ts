import { useRef } from "react";
import { type ChartView, type TimeRange, useChartView } from "../../chart/view-store.ts";

/** The selection, but while it is being dragged the one from before. */
export function useSettledSelection(view: ChartView): TimeRange | null {
  const last = useRef<TimeRange | null>(view.get().selection);
  return useChartView(view, ({ gesture, selection }) => {
    if (gesture !== "select") last.current = selection;
    return last.current;
  });
}
