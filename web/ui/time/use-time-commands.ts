import { keyChange } from "../../chart/gestures.ts";
import { markedRange, NO_MARKERS } from "../../chart/view-store.ts";
import { type Command, useCommands } from "../commands/commands.ts";
import { useSteady } from "../use-recording.ts";
import { CHART_KEYS, type ChartKey } from "./chart-keys.ts";
import { withMarker } from "./markers.ts";
import { CLOCK_NAMES, useClock } from "./use-time-options.ts";

/**
 * All that can be done with time, for the palette, the help and keys. What keys do in a chart that has the focus is done
 * here to the view wherever the focus is; markers and history have keys that count anywhere.
 */
export function useTimeCommands(): void {
  const { session, info } = useSteady();
  const { view, history, player } = session;
  const [, chooseClock] = useClock();
  const periods = info.sources.map(({ period }) => period).filter((period) => period > 0);
  const period = periods.length > 0 ? Math.min(...periods) : 1;

  function press({ press: key }: ChartKey): void {
    const change = keyChange(view.get(), key, (time, direction) => time + direction * period);
    if (change === null) return;
    view.set(change);
    if (change.cursor !== undefined && change.cursor !== null) player.seek(change.cursor);
  }
  function mark(name: "a" | "b"): void {
    const { cursor, markers } = view.get();
    view.set({ markers: withMarker(markers, name, cursor ?? player.time()) });
  }
  function selectMarked(): void {
    const marked = markedRange(view.get().markers);
    if (marked !== null) view.set({ selection: marked });
  }
  function markSelected(): void {
    const { selection } = view.get();
    if (selection !== null) view.set({ markers: { a: selection.from, b: selection.to } });
  }

  const inTime: readonly Omit<Command, "group">[] = [
    { id: "history-back", title: "Back to the view before", keys: [{ key: "[" }], run: () => history.go(-1) },
    { id: "history-on", title: "Forward to the view after", keys: [{ key: "]" }], run: () => history.go(1) },
    { id: "select-view", title: "Select what is visible", run: () => view.set({ selection: view.get().range }) },
    { id: "marker-a", title: "Set marker A at the cursor", keys: [{ key: "m" }], run: () => mark("a") },
    { id: "marker-b", title: "Set marker B at the cursor", keys: [{ key: "M" }], run: () => mark("b") },
    { id: "marker-ends", title: "Set markers A and B at the ends of the selection", run: markSelected },
    { id: "marker-select", title: "Select from marker A to B", run: selectMarked },
    { id: "marker-clear", title: "Clear markers A and B", run: () => view.set({ markers: NO_MARKERS }) },
    ...[...CLOCK_NAMES].map(([clock, name]) => ({
      id: `clock-${clock}`,
      title: `Time axis: ${name}`,
      words: "zone relative seconds",
      run: () => chooseClock(clock),
    })),
  ];
  useCommands([
    ...CHART_KEYS.map((key) => ({ ...key, group: "Charts", inChart: true, run: () => press(key) })),
    ...inTime.map((command) => ({ ...command, group: "Time" })),
  ]);
}
