// What moves over the overview strip: written in a frame, without React.

import { formatTime } from "../series/time-labels.ts";
import type { ChartViewState, TimeRange } from "./view-store.ts";

/** Brings window, shades, selection, cursor and markers to where the view is. `root` holds them, each with its data-part. */
export function placeOverview(root: HTMLElement, state: ChartViewState): void {
  const { range, extent, selection, cursor, markers, labels, start } = state;
  const width = root.clientWidth;
  const all = extent.to - extent.from;
  const xOf = (time: number) => (all > 0 ? Math.min(Math.max((time - extent.from) / all, 0), 1) * width : 0);
  const part = (name: string) => root.querySelector<HTMLElement>(`[data-part="${name}"]`);
  function stretch(name: string, from: number, to: number): void {
    const element = part(name);
    if (element === null) return;
    element.style.transform = `translateX(${from}px)`;
    element.style.width = `${Math.max(to - from, 0)}px`;
  }
  function line(name: string, time: number | null): void {
    const element = part(name);
    if (element === null) return;
    element.hidden = time === null;
    if (time !== null) element.style.transform = `translateX(${Math.round(xOf(time))}px)`;
  }
  stretch("before", 0, xOf(range.from));
  stretch("after", xOf(range.to), width);
  stretch("window", xOf(range.from), xOf(range.to));
  placeSelection(part("selection"), selection);
  line("cursor", cursor);
  line("a", markers.a);
  line("b", markers.b);
  for (const end of ["from", "to"] as const) {
    const element = part(end);
    if (element === null) continue;
    element.style.transform = `translateX(${xOf(range[end])}px)`;
    element.ariaValueMin = String(extent.from);
    element.ariaValueMax = String(extent.to);
    element.ariaValueNow = String(range[end]);
    element.ariaValueText = formatTime(range[end], labels, start, range.to - range.from);
  }

  function placeSelection(element: HTMLElement | null, selected: TimeRange | null): void {
    if (element === null) return;
    element.hidden = selected === null;
    if (selected !== null) stretch("selection", xOf(selected.from), Math.max(xOf(selected.to), xOf(selected.from) + 2));
  }
}
