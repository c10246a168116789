import { useEffect, useMemo } from "react";
import { useChartView } from "../../chart/view-store.ts";
import { useChoice } from "../options.ts";
import { useSteady } from "../use-recording.ts";
import { MARKER_NAMES, markerOption, markerText, readMarkers } from "./markers.ts";

/** How times are written where the recording has a clock; the first is the default. */
const CLOCKS = ["relative", "utc", "local"] as const;
type Clock = (typeof CLOCKS)[number];

/** How each clock is called where it is chosen. */
export const CLOCK_NAMES: ReadonlyMap<Clock, string> = new Map([
  ["relative", "since start"],
  ["utc", "UTC clock"],
  ["local", "local clock"],
]);

/** A clock by its word; the default for any other word. */
export function clockOf(word: string): Clock {
  return CLOCKS.find((each) => each === word) ?? CLOCKS[0];
}

/** ms after the last move of a marker until it is remembered. */
const SETTLED = 250;

/** Keeps the clock of the charts as the option "clock" says. Returns the clock and what chooses another. */
export function useClock(): readonly [Clock, (clock: Clock) => void] {
  const { session } = useSteady();
  const { view } = session;
  const [chosen, choose] = useChoice("clock", CLOCKS);
  const labels = useChartView(view, (state) => state.labels);
  const start = useChartView(view, (state) => state.start);
  const clock = start === null ? "relative" : chosen;
  useEffect(() => {
    if (labels !== "sample" && labels !== clock) view.set({ labels: clock });
  }, [view, labels, clock]);
  return [clock, choose];
}

/** Keeps the markers of the charts and the options "marker a" and "marker b" the same; whichever changed last counts. */
export function useMarkerOptions(): void {
  const { session, recording, dispatch } = useSteady();
  const { view } = session;
  const { id, options } = recording;
  const extent = useChartView(view, (state) => state.extent);
  const [a, b] = MARKER_NAMES.map((name) => options.get(markerOption(name)) ?? null);
  // where the page has put them itself, they have moved on meanwhile
  const written = useMemo(() => new Map<string, string | null>(), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a and b are what counts of the options
  useEffect(() => {
    const kept = view.get().markers;
    const told = readMarkers(options, extent);
    const isOwn = (name: "a" | "b", text: string | null | undefined) => written.get(name) === text;
    view.set({
      markers: { a: isOwn("a", a) ? kept.a : told.a, b: isOwn("b", b) ? kept.b : told.b },
    });
  }, [view, a, b, extent, written]);

  useEffect(() => {
    let timer = 0;
    let last = view.get().markers;
    function write(): void {
      const { markers } = view.get();
      for (const name of MARKER_NAMES) {
        const value = markerText(markers[name]);
        if (value === (written.get(name) ?? null)) continue;
        written.set(name, value);
        dispatch({ kind: "option", id, name: markerOption(name), value });
      }
    }
    const unsubscribe = view.subscribe(() => {
      const { markers } = view.get();
      if (markers === last) return;
      last = markers;
      clearTimeout(timer);
      timer = window.setTimeout(write, SETTLED);
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, [view, id, dispatch, written]);
}
