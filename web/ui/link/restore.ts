// The part of a saved view that can only come back when all of a recording is read.

import type { TimeRange } from "../../chart/view-store.ts";
import { showToast } from "../page/toasts.ts";
import type { Restored } from "../state.ts";
import type { RecordingContext } from "../use-recording.ts";
import { type SavedView, sourcesNamed } from "./saved-view.ts";

/** Sources and times of the recording on the screen: moves its view and its player. Says what does not fit. */
export function finishView({ session, info }: RecordingContext, view: SavedView): Restored {
  const { view: charts, player } = session;
  const { extent } = charts.get();
  const unfit: string[] = [];
  function fitting(range: TimeRange | null, what: string): TimeRange | null {
    if (range === null) return null;
    if (info.clock === "time" && range.from < extent.to && range.to > extent.from) return range;
    unfit.push(what);
    return null;
  }
  const range = fitting(view.range, "the visible time");
  const selection = fitting(view.selection, "the selection");
  player.pause();
  const at = view.at ?? extent.to;
  // the player shows where it goes: the range comes after it
  if (at !== player.time()) player.seek(at);
  if (info.clock === "time") {
    charts.set({ range: range ?? extent, selection: selection && cut(selection, extent) });
  }
  const charted = view.sources === null ? null : sourcesNamed(view.sources, info.sources);
  if (view.sources !== null && charted === null) unfit.push("the sources");
  if (unfit.length > 0) showToast(`Not in this recording, and left out: ${unfit.join(", ")}`);
  return { charted };
}

function cut({ from, to }: TimeRange, extent: TimeRange): TimeRange {
  return { from: Math.max(from, extent.from), to: Math.min(to, extent.to) };
}
