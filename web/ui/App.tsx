import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from "react";
import { displayName } from "../format/text.ts";
import type { RecordingInfo } from "../series/model.ts";
import { type Client, createClient } from "../worker/client.ts";
import { servedFor } from "../worker/served.ts";
import { CommandLayer } from "./commands/CommandLayer.tsx";
import { type Command, useCommands } from "./commands/commands.ts";
import { LinkCard } from "./link/LinkCard.tsx";
import { RecordingTools } from "./link/RecordingTools.tsx";
import { RefusedLink } from "./link/RefusedLink.tsx";
import { useCopyLink } from "./link/use-copy-link.ts";
import { useLink } from "./link/use-link.ts";
import { useSessionFile } from "./link/use-session-file.ts";
import { hearLive } from "./live/live-store.ts";
import { useKeptNotes } from "./notes/use-kept-notes.ts";
import { DropOverlay } from "./open/DropOverlay.tsx";
import { useListOrderCommand } from "./open/list-order.ts";
import { OpeningBar } from "./open/OpeningBar.tsx";
import { openActions, openDropped, openFirst, openHandles } from "./open/open-actions.ts";
import { RecentFiles } from "./open/RecentFiles.tsx";
import { RecordingList } from "./open/RecordingList.tsx";
import { type Dropped, useFileDrop } from "./open/use-file-drop.ts";
import { useKept } from "./open/use-kept.ts";
import { useOpener } from "./open/use-opener.ts";
import { countQuestions, setOpening } from "./page/activity.ts";
import { Boundary } from "./page/Boundary.tsx";
import { Columns } from "./page/Columns.tsx";
import { DisturbedBanner } from "./page/DisturbedBanner.tsx";
import { EmptyState } from "./page/EmptyState.tsx";
import { Header } from "./page/Header.tsx";
import { Notices } from "./page/Notices.tsx";
import { type Problems, withoutSaid } from "./page/problems.ts";
import { SkipLinks } from "./page/SkipLinks.tsx";
import { Toasts } from "./page/Toasts.tsx";
import { saysDisturbed } from "./quality/disturbances.ts";
import { type Action, type Engine, initialState, isEmptyEnd, type OpenRecording, reduce, type State } from "./state.ts";
import { PlaybackBar } from "./time/PlaybackBar.tsx";
import { Tour, TourOffer } from "./tour/Tour.tsx";
import { Recording, SteadyRecording, useSteadyContext } from "./use-recording.ts";
import { useSessions } from "./use-sessions.ts";
import { Workspace, WorkspaceSide, WorkspaceTable } from "./Workspace.tsx";

/** The page. */
export function App() {
  const [state, dispatch] = useReducer(reduce, initialState);
  const [client, setClient] = useState<Client | null>(null);
  const opener = useOpener(dispatch);
  const started = useRef(false);
  const [sampleAsked, setSampleAsked] = useState(false);

  const onError = useCallback(
    (message: string) => dispatch({ kind: "notice", recording: null, path: "", message }),
    [],
  );

  useEffect(() => {
    if (started.current) return;
    started.current = true;
    createClient().then(
      (made) => {
        const counted = countQuestions(made);
        made.subscribe((event) => {
          if (hearLive(event)) return;
          if (event.kind === "recording" && isEmptyEnd(event.info)) made.close(event.info.id);
          dispatch({ kind: "event", event });
        });
        dispatch({ kind: "ready", isolated: made.isolated, workers: made.workers });
        setClient(counted);
        const served = servedFor();
        const first =
          served === null
            ? openFirst(counted, opener)
            : import("./live/open-served.ts").then(({ openServed }) =>
                openServed(served, { client: counted, opener, dispatch }),
              );
        void first.catch((reason: unknown) => onError(String(reason))).then(() => setSampleAsked(true));
      },
      (reason: unknown) => {
        const why = reason instanceof Error ? reason.message : String(reason);
        dispatch({ kind: "failed", message: `Cannot start: ${why}` });
      },
    );
  }, [opener, onError]);

  const dragged = useFileDrop((dropped) => {
    openGiven(dropped);
  });

  const active = state.recordings.find((each) => each.id === state.active) ?? null;
  const opening = state.recordings.filter((each) => each.info === null || each.info.state === "opening");
  const engineOff = state.engine.kind === "failed";
  useEffect(() => {
    setOpening(!engineOff && (!sampleAsked || opening.length > 0));
  }, [sampleAsked, opening.length, engineOff]);

  const session = useSessions(client, state.recordings, active, onError);
  const context = useMemo(() => {
    if (client === null || active === null || active.info === null || session === null) return null;
    return { client, session, recording: active, info: active.info, recordings: state.recordings, dispatch, onError };
  }, [client, active, session, state.recordings, onError]);

  const steady = useSteadyContext(context);

  const openSample = client !== null && sampleAsked ? () => void opener.openSample(client) : null;
  const links = useLink({ opener, recordings: state.recordings, context, dispatch, openSample });
  const copyLink = useCopyLink(context, opener);
  const kept = useKept({ client, opener, recordings: state.recordings, context, links, onError });

  useKeptNotes({ opener, recordings: state.recordings, links, dispatch });

  const sessions = useSessionFile({ context, opener, links, onError });
  function openGiven(dropped: Dropped): void {
    if (client !== null) void openDropped(dropped, client, opener, sessions.take);
  }

  function close(id: number): void {
    opener.cancel(id);
    client?.close(id);
    dispatch({ kind: "closed", id });
  }

  useListOrderCommand();
  useCommands([...recordingActions(state, dispatch, close), ...openActions(state, client, opener, kept)]);

  return (
    <Recording value={context}>
      <SteadyRecording value={steady}>
        <SkipLinks />
        <div className="page">
          <Header
            engine={state.engine}
            onFiles={(files) => openGiven({ entries: [], files, handles: null })}
            onHandles={(handles) => client !== null && void openHandles(handles, client, opener, sessions.take)}
          />
          <div className="banners">
            {state.engine.kind === "failed" && (
              <div className="banner" role="alert">
                <p>{state.engine.message}</p>
                <button type="button" onClick={() => location.reload()}>
                  Reload the page
                </button>
              </div>
            )}
            <Notices problems={problemsShown(state, context?.info ?? null)} dispatch={dispatch} />
            <DisturbedBanner info={context?.info ?? null} dispatch={dispatch} />
            <LinkCard links={links} recordings={state.recordings} kept={kept} />
            <RefusedLink {...copyLink} />
            {opening.map((recording) => (
              <OpeningBar key={recording.id} recording={recording} onCancel={() => opener.cancel(recording.id)} />
            ))}
          </div>
          <Columns
            switchable={context !== null}
            left={
              <>
                {state.recordings.length > 0 && (
                  <RecordingList
                    recordings={state.recordings}
                    active={state.active}
                    dispatch={dispatch}
                    onClose={close}
                    tools={
                      context !== null && (
                        <RecordingTools
                          copy={copyLink.copy}
                          save={sessions.save}
                          recording={context.recording.id}
                          given={opener.given(context.recording.id)}
                          kept={kept}
                        />
                      )
                    }
                  />
                )}
                <RecentFiles kept={kept} open={state.recordings.map(({ id }) => kept.of(id))} />
                {context !== null && <WorkspaceSide key={context.recording.id} />}
                {context !== null && <TourOffer />}
              </>
            }
            centre={
              context !== null ? (
                <Boundary what="this recording" key={context.recording.id}>
                  <Workspace />
                </Boundary>
              ) : (
                <main className="centre" aria-label="Charts" tabIndex={-1}>
                  <EmptyState state={emptyState(state.engine, active)} />
                </main>
              )
            }
            right={context !== null && <WorkspaceTable key={context.recording.id} />}
          />
          {context !== null && (
            <footer className="foot">
              <Boundary what="playback" key={context.recording.id}>
                <PlaybackBar />
              </Boundary>
            </footer>
          )}
        </div>
        <p role="status" className="visually-hidden">
          {statusText(active)}
        </p>
        {dragged && <DropOverlay />}
        <Tour />
        <Toasts />
        <CommandLayer />
      </SteadyRecording>
    </Recording>
  );
}

/** Commands about what is open as a whole. */
function recordingActions(
  { recordings, active }: State,
  dispatch: (action: Action) => void,
  close: (id: number) => void,
): readonly Command[] {
  const at = recordings.findIndex((each) => each.id === active);
  const current = recordings[at];
  if (current === undefined) return [];
  const group = "Recordings";
  const go = (by: -1 | 1) => {
    const next = recordings.at((at + by) % recordings.length);
    if (next !== undefined) dispatch({ kind: "activate", id: next.id });
  };
  const closing: Command = { id: "close", title: "Close this recording", group, run: () => close(current.id) };
  if (recordings.length < 2) return [closing];
  return [
    { id: "next-recording", title: "Next recording", group, run: () => go(1) },
    { id: "previous-recording", title: "Previous recording", group, run: () => go(-1) },
    closing,
  ];
}

function emptyState({ kind }: Engine, active: OpenRecording | null): "starting" | "nothing" | "reading" | "failed" {
  if (kind !== "ready") return kind;
  return active === null ? "nothing" : "reading";
}

/** The opening in words, for screen readers. Changes at its start and end only. */
function statusText(active: OpenRecording | null): string {
  if (active === null) return "";
  const name = displayName(active.name, 60);
  if (active.info === null || active.info.state === "opening") return `Opening ${name}`;
  const { state, dumps, sources } = active.info;
  const end = { open: "is open", cancelled: "was cancelled", failed: "could not be read to its end" }[state];
  return `${name} ${end}: ${dumps} dumps of ${sources.length} sources`;
}

/** Of the recording on the screen, and of none; without what the banner of its facts says. */
function problemsShown({ problems, active }: State, info: RecordingInfo | null): readonly Problems[] {
  const shown = problems.filter(({ recording }) => recording === null || recording === active);
  return info === null ? shown : withoutSaid(shown, ({ message }) => saysDisturbed(info, message));
}
