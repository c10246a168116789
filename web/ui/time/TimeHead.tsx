import "./time.css";
import { LiveRegion } from "./LiveRegion.tsx";
import { MarkerBar } from "./MarkerBar.tsx";
import { Overview } from "./Overview.tsx";
import { RangeBar } from "./RangeBar.tsx";
import { useTimeCommands } from "./use-time-commands.ts";
import { useMarkerOptions } from "./use-time-options.ts";

/** What stands over every view: the stretch that is shown, all of the recording with a window on it, the markers. */
export function TimeHead() {
  useMarkerOptions();
  useTimeCommands();
  return (
    <section className="time-head" aria-label="Time">
      <RangeBar />
      <Overview />
      <MarkerBar />
      <LiveRegion />
    </section>
  );
}
