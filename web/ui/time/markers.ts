// The two markers as options: "marker a" and "marker b" hold seconds. What a link brings is not trusted.

import type { MarkerName, Markers, TimeRange } from "../../chart/view-store.ts";

export const MARKER_NAMES: readonly MarkerName[] = ["a", "b"];

/** Name of a marker's option. */
export function markerOption(name: MarkerName): string {
  return `marker ${name}`;
}

/** The markers that options hold; one that is no number or outside of the recording is not set. */
export function readMarkers(options: ReadonlyMap<string, string>, extent: TimeRange): Markers {
  const read = (name: MarkerName) => {
    const text = options.get(markerOption(name));
    const time = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
    return time >= extent.from && time <= extent.to ? time : null;
  };
  return { a: read("a"), b: read("b") };
}

/** A marker as its option holds it, to the ns; null for none. */
export function markerText(time: number | null): string | null {
  return time === null ? null : String(Number(time.toFixed(9)));
}

/** The markers with one of them set or taken away. */
export function withMarker(markers: Markers, name: MarkerName, time: number | null): Markers {
  return { ...markers, [name]: time };
}
