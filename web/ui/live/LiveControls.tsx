import "./live.css";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { type TimeRange, useChartView } from "../../chart/view-store.ts";
import { displayName } from "../../format/text.ts";
import { formatSpan } from "../../series/time-labels.ts";
import { significant } from "../../series/units.ts";
import type { LiveState, LiveStatus } from "../../worker/live-status.ts";
import { useCommands } from "../commands/commands.ts";
import { Icon } from "../page/Icon.tsx";
import type { Session } from "../session.ts";
import { useRecording } from "../use-recording.ts";
import { ageText } from "./edge.ts";
import { createFollowView, type FollowView } from "./follow-view.ts";
import { beginSaving, isSaving, subscribeLive } from "./live-store.ts";

/** Share of the view within which the beginning of what is held is near. */
const NEAR = 0.1;
/** ms between two changes of what the clock says. */
const CLOCK = 250;

interface Props extends Pick<ReturnType<typeof useRecording>, "session" | "client"> {
  readonly status: LiveStatus;
  readonly id: number;
}

/** The bar: state, rate, what is held, and whether the view goes with the newest sample. */
export function LiveControls({ status, session, id, client }: Props) {
  const follow = useFollow(session, status);
  const following = useSyncExternalStore(
    (listener) => follow?.subscribe(listener) ?? (() => undefined),
    () => follow?.following() ?? false,
  );
  useLooked({ following, session, client, id });
  const saving = useSyncExternalStore(subscribeLive, () => isSaving(id));
  const { state } = status;
  const ended = state.kind === "ended";

  function save(): void {
    beginSaving(id);
    client.save(id);
  }
  useCommands([
    {
      id: "live-follow",
      title: following ? "Stay here: the view does not follow any more" : "Follow the newest sample",
      group: "Live",
      keys: [{ code: "KeyJ" }],
      words: "live jump to now pause resume",
      run: () => (following ? follow?.pause() : follow?.resume()),
    },
    ...(status.from === "stream"
      ? [{ id: "live-save", title: "Save what was watched as a recording", group: "Live", run: save }]
      : []),
  ]);

  return (
    <section className="live-bar" aria-label="Live">
      <p
        className={`live-state live-${following && state.kind === "live" ? "on" : state.kind}`}
        title={"why" in state ? displayName(state.why, 200) : undefined}
      >
        <span className="live-dot" aria-hidden="true" />
        <span>
          <StateText state={state} following={following} from={status.from} />
        </span>
      </p>
      {state.kind === "waiting" && (
        <button type="button" onClick={() => client.retry(id)}>
          Try now
        </button>
      )}
      {state.kind === "live" && status.from === "stream" && <Numbers status={status} />}
      {state.kind === "live" && status.from === "file" && <Written />}
      <Held status={status} />
      {!following && status.earlier && <Earlier id={id} status={status} />}
      <span className="live-space" />
      {!ended && follow !== null && (
        <button
          type="button"
          className={following ? "" : "primary"}
          title={following ? "Let the view stay here (J)" : "Show the newest sample and go with it (J)"}
          onClick={() => (following ? follow?.pause() : follow?.resume())}
        >
          <Icon name={following ? "pause" : "later"} /> {following ? "Stay here" : "Follow"}
        </button>
      )}
      {status.from === "stream" && (
        <button type="button" disabled={saving || status.rounds === 0} title="Save as an .mcap file" onClick={save}>
          <Icon name="save" /> Save
        </button>
      )}
    </section>
  );
}

/** Reads what is no longer in memory, when the view comes to where memory begins. */
function Earlier({ id, status }: { readonly id: number; readonly status: LiveStatus }) {
  const { client, session } = useRecording();
  const atStart = useChartView(session.view, ({ range, extent }) => {
    const near = (range.to - range.from) * NEAR;
    // a view of everything has not come there, it is there
    return range.from - extent.from < near && extent.to - range.to > near;
  });
  const { heldFrom } = status;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each piece
  useEffect(() => {
    if (atStart) client.back(id);
  }, [atStart, client, id, heldFrom]);
  return (
    <button type="button" aria-label="Earlier" title="Read what is no longer in memory" onClick={() => client.back(id)}>
      <Icon name="earlier" />
    </button>
  );
}

/** The view's follower, as long as the bar is there; none before a file is read to where it grows. */
function useFollow(session: Session, { from, state }: LiveStatus): FollowView | null {
  const [follow, setFollow] = useState<FollowView | null>(null);
  const [begun, setBegun] = useState(false);
  if (!begun && (from === "stream" || state.kind === "live")) setBegun(true);
  useEffect(() => {
    if (!begun) return;
    const made = createFollowView(session, matchMedia("(prefers-reduced-motion: reduce)").matches);
    setFollow(made);
    return () => made.dispose();
  }, [session, begun]);
  return follow;
}

/** Tells what is looked at while the view stays: it is kept in memory. */
function useLooked({
  following,
  session: { view },
  client,
  id,
}: Pick<Props, "session" | "client" | "id"> & { readonly following: boolean }): void {
  useEffect(() => {
    if (following) return client.look(id, null);
    let told: TimeRange | null = null;
    function tell(): void {
      const { range, start } = view.get();
      if (range === told || start === null) return;
      told = range;
      const at = (seconds: number) => start + BigInt(Math.round(seconds * 1e9));
      client.look(id, { from: at(range.from), to: at(range.to) });
    }
    tell();
    return view.subscribe(tell);
  }, [following, view, client, id]);
}

function StateText({
  state,
  following,
  from,
}: {
  readonly state: LiveState;
  readonly following: boolean;
  readonly from: string;
}) {
  const seconds = useRef<HTMLSpanElement>(null);
  const until = state.kind === "waiting" ? state.until : null;
  useEffect(() => {
    if (until === null) return;
    function write(at: number): void {
      const text = `in ${Math.max(0, Math.ceil((at - Date.now()) / 1000))} s`;
      if (seconds.current !== null && seconds.current.textContent !== text) seconds.current.textContent = text;
    }
    write(until);
    const timer = setInterval(() => write(until), CLOCK);
    return () => clearInterval(timer);
  }, [until]);
  switch (state.kind) {
    case "connecting":
      return <strong>Connecting</strong>;
    case "waiting":
      return (
        <>
          <strong>Reconnecting</strong> <span ref={seconds} />
          <span className="muted">: {state.why}</span>
        </>
      );
    case "ended":
      return (
        <>
          <strong>Ended</strong>
          <span className="muted">: {displayName(state.why, 200)}</span>
        </>
      );
    case "live":
      if (!following) return <strong>Paused</strong>;
      return <strong>{from === "file" ? "Following the file" : "Live"}</strong>;
  }
}

/** Rate and distance from now; the clock is written past React. */
function Numbers({ status }: { readonly status: LiveStatus }) {
  const behind = useRef<HTMLSpanElement>(null);
  const newest = useRef(status);
  useEffect(() => {
    newest.current = status;
  });
  useEffect(() => {
    function write(): void {
      const { at, delay } = newest.current;
      const seconds = at === 0 ? 0 : Math.max(0, Date.now() - at + (delay ?? 0)) / 1000;
      if (behind.current !== null) behind.current.textContent = `${seconds.toFixed(1)} s behind`;
    }
    write();
    const timer = setInterval(write, CLOCK);
    return () => clearInterval(timer);
  }, []);
  return (
    <p className="live-numbers">
      <span>{significant(status.rate)} rounds/s</span>
      <span ref={behind} />
      {status.lost > 0 && (
        <span className="live-lost" title="The server had dropped them before this page could take them">
          {status.lost.toLocaleString("en-US")} {status.lost === 1 ? "round" : "rounds"} missed
        </span>
      )}
    </p>
  );
}

/** How old the newest sample of a file is: its recorder writes several seconds at once. */
function Written() {
  const { info } = useRecording();
  const age = useRef<HTMLParagraphElement>(null);
  const newest = info.start === null ? null : Number(info.start / 1_000_000n) + info.duration * 1000;
  useEffect(() => {
    if (newest === null) return;
    function write(): void {
      if (age.current !== null) age.current.textContent = ageText(Date.now() - (newest ?? 0));
    }
    write();
    const timer = setInterval(write, CLOCK);
    return () => clearInterval(timer);
  }, [newest]);
  if (newest === null) return null;
  return (
    <p
      ref={age}
      className="live-numbers"
      title="A recorder writes the samples of several seconds at once: so far this page is behind it"
    />
  );
}

/** How much of it is here. */
function Held({ status }: { readonly status: LiveStatus }) {
  const { info } = useRecording();
  const from = Math.min(...info.sources.map((source) => source.from));
  const to = Math.max(...info.sources.map((source) => source.to));
  if (!(to > from)) return null;
  const where = status.kept.disk ? "this browser's disk, until the page is closed" : "memory";
  const kept = status.kept.bytes > 0 ? `; ${megabytes(status.kept.bytes)} to save, in ${where}` : "";
  const before = status.recording ? "; what was before is read from the recording" : "";
  return (
    <p className="muted live-held" title={`${megabytes(status.heldBytes)} of samples in memory${kept}${before}`}>
      {formatSpan(to - from)} held, {megabytes(status.heldBytes)}
      {status.heldTo !== null && "; newer samples are read when you follow again"}
    </p>
  );
}

function megabytes(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`;
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
