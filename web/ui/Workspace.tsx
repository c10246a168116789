import { useEffect, useState } from "react";
import { ChartColumn } from "./charts/ChartColumn.tsx";
import { IntervalForm } from "./open/IntervalForm.tsx";
import { Boundary } from "./page/Boundary.tsx";
import { Findings } from "./sources/Findings.tsx";
import { SourceTree } from "./sources/SourceTree.tsx";
import { StatTable } from "./table/StatTable.tsx";
import { PlaybackBar } from "./time/PlaybackBar.tsx";
import { useRecording } from "./use-recording.ts";

/** Where there is no room for both, one of them is shown. */
const PANES = ["Charts", "Statistics"] as const;
type Pane = (typeof PANES)[number];

/** Charts, table and playback of the active recording. */
export function Workspace() {
  const { session, info, recording } = useRecording();
  const { charted } = recording;
  const [pane, setPane] = useState<Pane>("Charts");

  useEffect(() => {
    session.update(info);
  }, [session, info]);
  useEffect(() => {
    session.feed.setSources(info.sources.filter((each) => charted.has(each.id)).map((each) => each.id));
  }, [session, info, charted]);

  return (
    <>
      <nav className="pane-switch" aria-label="Charts or statistics">
        {PANES.map((each) => (
          <button key={each} type="button" aria-pressed={each === pane} onClick={() => setPane(each)}>
            {each}
          </button>
        ))}
      </nav>
      <main className={pane === "Charts" ? "centre" : "centre aside"} aria-label="Charts">
        <IntervalForm />
        <Boundary what="the charts">
          <ChartColumn />
        </Boundary>
      </main>
      <aside className={pane === "Statistics" ? "right" : "right aside"} aria-label="Statistics at the cursor">
        <Boundary what="the table">
          <StatTable />
        </Boundary>
      </aside>
      <footer className="foot">
        <PlaybackBar />
      </footer>
    </>
  );
}

/** What belongs to the recording in the left column. */
export function WorkspaceSide() {
  return (
    <>
      <Boundary what="the sources">
        <SourceTree />
      </Boundary>
      <Boundary what="the findings">
        <Findings />
      </Boundary>
    </>
  );
}
