import { memo, Suspense, useEffect } from "react";
import { useCommands } from "./commands/commands.ts";
import { CompareCommands } from "./compare/CompareCommands.tsx";
import { ExportButton } from "./export/ExportButton.tsx";
import { LiveBar } from "./live/LiveBar.tsx";
import { NotesPanel } from "./notes/NotesPanel.tsx";
import { IntervalForm } from "./open/IntervalForm.tsx";
import { useOption } from "./options.ts";
import { Boundary } from "./page/Boundary.tsx";
import { Findings } from "./sources/Findings.tsx";
import { HostPanel } from "./sources/HostPanel.tsx";
import { SourceTree } from "./sources/SourceTree.tsx";
import { VIEW } from "./state.ts";
import { StatTable } from "./table/StatTable.tsx";
import { TimeHead } from "./time/TimeHead.tsx";
import { useRecording, useSteady } from "./use-recording.ts";
import { VIEWS } from "./views.ts";

/** The views of the active recording, one of them open. */
export const Workspace = memo(function Workspace() {
  const { session, info, recording } = useSteady();
  const { charted } = recording;
  const [viewId, setView] = useOption(VIEW);
  const tabs = VIEWS.filter((each) => !each.timed || info.clock === "time");
  const view = tabs.find((each) => each.id === viewId) ?? VIEWS[0];
  useCommands(
    tabs.map(({ id, title, about }) => ({
      id: `view-${id}`,
      title: `Show ${title}`,
      group: "Views",
      detail: about,
      run: () => setView(id),
    })),
  );

  useEffect(() => {
    session.feed.setSources(info.sources.filter((each) => charted.has(each.id)).map((each) => each.id));
  }, [session, info, charted]);

  return (
    <main className="centre" aria-label={view.title} tabIndex={-1}>
      <Growth />
      <CompareCommands />
      <Boundary what="the live bar">
        <LiveBar />
      </Boundary>
      <IntervalForm />
      {tabs.length > 1 && (
        <nav className="tabs" aria-label="Views">
          {tabs.map((each) => (
            <button
              key={each.id}
              type="button"
              title={each.about}
              aria-current={each === view ? "page" : undefined}
              onClick={() => setView(each.id)}
            >
              {each.title}
            </button>
          ))}
          <ExportButton />
        </nav>
      )}
      {info.clock === "time" && (
        <Boundary what="the time bar">
          <TimeHead />
        </Boundary>
      )}
      <div className="centre-body">
        <Boundary what={`the view ${view.title}`} key={view.id}>
          <Suspense fallback={<p className="empty">Loading the view</p>}>
            <view.Body />
          </Suspense>
        </Boundary>
      </div>
    </main>
  );
});

/** Tells the session of more samples. Shows nothing. */
function Growth() {
  const { session, info } = useRecording();
  useEffect(() => {
    session.update(info);
  }, [session, info]);
  return null;
}

/** What belongs to the recording in the left column. */
export const WorkspaceSide = memo(function WorkspaceSide() {
  return (
    <>
      <Boundary what="the sources">
        <SourceTree />
      </Boundary>
      <Boundary what="what the recording says">
        <HostPanel />
      </Boundary>
      <Boundary what="the findings">
        <Findings />
      </Boundary>
      <Boundary what="the notes">
        <NotesPanel />
      </Boundary>
    </>
  );
});

/** Every statistic at the cursor. */
export const WorkspaceTable = memo(function WorkspaceTable() {
  return (
    <Boundary what="the table">
      <StatTable />
    </Boundary>
  );
});
