import { memo, useEffect, useRef, useSyncExternalStore } from "react";
import { useChartView } from "../../chart/view-store.ts";
import { formatTime } from "../../series/time-labels.ts";
import { significant } from "../../series/units.ts";
import { useCommands } from "../commands/commands.ts";
import { Icon } from "../page/Icon.tsx";
import { useSteady } from "../use-recording.ts";
import { cursorText } from "./cursor-text.ts";
import { SPEEDS } from "./player.ts";
import { CLOCK_NAMES, clockOf, useClock } from "./use-time-options.ts";

/** ms between two changes of what the slider says while it plays. */
const SPOKEN_EVERY = 500;

/** Plays the recording: play or pause, step by samples, speed, and a slider over all of it. */
export const PlaybackBar = memo(function PlaybackBar() {
  const { session, info, recording, onError } = useSteady();
  const { player, view, feed } = session;
  const { charts, charted } = recording;
  const state = useSyncExternalStore(player.subscribe, player.get);
  const extent = useChartView(view, (each) => each.extent);
  const [clock, chooseClock] = useClock();
  const slider = useRef<HTMLInputElement>(null);
  const text = useRef<HTMLSpanElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the slider cuts its value to the range it had when it was set
  useEffect(() => {
    let spoken = 0;
    function write(): void {
      const { labels: style, start, extent: all } = view.get();
      // its own time, also while the pointer looks elsewhere: as its thumb stands
      const shown = all.to <= all.from ? "" : formatTime(player.time(), style, start);
      if (text.current !== null && text.current.textContent !== shown) text.current.textContent = shown;
      if (slider.current === null) return;
      slider.current.value = String(player.time());
      const now = performance.now();
      if (player.get().playing && now - spoken < SPOKEN_EVERY) return;
      spoken = now;
      const values = feed.get()?.time === player.time() ? cursorText({ info, charts, charted }, feed.read) : "";
      const place = `${shown} of ${formatTime(all.to, style, start)}`;
      slider.current.setAttribute("aria-valuetext", values === "" ? place : `${place}: ${values}`);
    }
    let seen = view.get();
    /** It stands for all of the recording, wherever the view is. */
    function look(): void {
      const now = view.get();
      const same = now.extent === seen.extent && now.cursor === seen.cursor && now.labels === seen.labels;
      const sameStart = now.start === seen.start;
      seen = now;
      if (!same || !sameStart) write();
    }
    write();
    const stops = [view.subscribe(look), player.subscribe(write), feed.subscribe(write)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [player, view, feed, extent, info, charts, charted]);

  const sources = info.sources.filter((each) => recording.charted.has(each.id)).map((each) => each.id);
  function step(direction: -1 | 1): void {
    player.step(sources, direction).catch((reason: unknown) => {
      onError(reason instanceof Error ? reason.message : String(reason));
    });
  }
  useCommands([
    { id: "play", title: "Play or pause", group: "Playback", keys: [{ key: " " }], run: player.toggle },
    { id: "step-back", title: "A sample back", group: "Playback", keys: [{ key: "," }], run: () => step(-1) },
    { id: "step-on", title: "A sample on", group: "Playback", keys: [{ key: "." }], run: () => step(1) },
  ]);

  // one moment has no course
  if (extent.to <= extent.from) return null;
  const lags = state.playing && state.reached < state.speed * 0.9;
  return (
    <section className="playback" aria-label="Playback">
      <button type="button" aria-label="Step back" title="Step back (,)" onClick={() => step(-1)}>
        <Icon name="back" />
      </button>
      <button
        type="button"
        className="primary"
        aria-label={state.playing ? "Pause" : "Play"}
        title={state.playing ? "Pause (Space)" : "Play (Space)"}
        onClick={player.toggle}
      >
        <Icon name={state.playing ? "pause" : "play"} />
      </button>
      <button type="button" aria-label="Step forward" title="Step forward (.)" onClick={() => step(1)}>
        <Icon name="forward" />
      </button>
      <select aria-label="Speed" value={state.speed} onChange={(event) => player.setSpeed(Number(event.target.value))}>
        {SPEEDS.map((speed) => (
          <option key={speed} value={speed}>
            {speed}×
          </option>
        ))}
      </select>
      <input
        ref={slider}
        type="range"
        aria-label="Time"
        min={extent.from}
        max={extent.to}
        step={info.clock === "time" ? "any" : 1}
        onChange={(event) => {
          player.pause();
          player.seek(Number(event.target.value));
        }}
        defaultValue={player.time()}
      />
      {/* its place is kept: the slider must not move under the pointer */}
      <span className={lags ? "chip warning reached" : "chip reached away"}>reached {significant(state.reached)}×</span>
      <span className="time" ref={text} />
      {info.start !== null && (
        <select aria-label="Time axis" value={clock} onChange={(event) => chooseClock(clockOf(event.target.value))}>
          {[...CLOCK_NAMES].map(([each, name]) => (
            <option key={each} value={each}>
              {name}
            </option>
          ))}
        </select>
      )}
    </section>
  );
});
