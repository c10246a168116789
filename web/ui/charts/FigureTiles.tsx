import { useMemo, useRef, useSyncExternalStore } from "react";
import { Sparkline } from "../../chart/Sparkline.tsx";
import type { StatGroup } from "../../series/catalog.ts";
import type { Question, WindowAnswer } from "../../series/model.ts";
import { sameChart } from "../state.ts";
import { readingOf } from "../table/reading.ts";
import { type Asked, useAnswers, useVisible, wantedRange } from "../use-answers.ts";
import { useSteady } from "../use-recording.ts";
import type { FigureOn } from "./sections.ts";
import { meanTrend, rangeTile, type TileValue, totalTile } from "./tile-data.ts";

/** Columns of a trend: its width in CSS pixels. Never more than there are samples. */
const PIXELS = 110;

/** The palette's entry nearest to grey: a trend is of no one source. */
const NEUTRAL = 7;

interface Props {
  readonly group: StatGroup;
  readonly figures: readonly FigureOn[];
}

/** What follows from a group's statistics, a tile for each figure: its value, how sources differ, its course. */
export function FigureTiles({ group, figures }: Props) {
  const { info } = useSteady();
  return (
    <ul className="tiles" aria-label={`Figures of ${group}`}>
      {info.clock === "time"
        ? figures.map((each) => <RangeTile key={each.figure.id} {...each} />)
        : figures.map((each) => <TotalTile key={each.figure.id} {...each} />)}
    </ul>
  );
}

/** Over the selection, else over what is visible. Kept while a gesture or playback is under way. */
function RangeTile({ figure, sources }: FigureOn) {
  const { client, session, info, onError } = useSteady();
  const { view, player } = session;
  const item = useRef<HTMLLIElement>(null);
  const visible = useVisible(item);
  const playing = useSyncExternalStore(player.subscribe, () => player.get().playing);
  // another version asks anew and keeps what is there
  const version = useMemo(() => ({ info, playing }), [info, playing]);
  const asked: Asked = { client, view, visible, version, onError };
  const key = sources.map((source) => source.id).join(" ");
  const stat = figure.key;
  const answers = useAnswers(asked, key, (state) => {
    if (state.gesture !== "none" || playing) return null;
    const { from, to } = wantedRange(state);
    const period = Math.max(...sources.map((source) => source.period));
    const pixels = Math.max(1, Math.min(PIXELS, Math.floor((state.range.to - state.range.from) / (period || 1))));
    return sources.flatMap(({ id }): readonly Question[] => [
      { kind: "range", source: id, stats: [stat], from, to },
      { kind: "window", source: id, stat, element: 0, view: { ...state.range, pixels } },
    ]);
  });
  const value = useMemo(
    () => answers && rangeTile(answers.flatMap((each) => (each.kind === "range" ? each.stats : []))),
    [answers],
  );
  const trend = useMemo(() => answers && meanTrend(answers.filter((each) => each.kind === "window")), [answers]);
  return (
    <li ref={item}>
      <Tile figure={figure} sources={sources} value={value} trend={trend} />
    </li>
  );
}

/** Without a clock: since the VM was made, from the samples at the cursor. */
function TotalTile({ figure, sources }: FigureOn) {
  const { session } = useSteady();
  const { feed } = session;
  useSyncExternalStore(feed.subscribe, feed.get);
  const value = totalTile(
    figure,
    sources,
    (source, name) => readingOf(source, name, feed.read(source.id))?.value ?? null,
  );
  return (
    <li>
      <Tile figure={figure} sources={sources} value={value} trend={null} />
    </li>
  );
}

interface TileProps extends FigureOn {
  /** null: not answered yet. */
  readonly value: TileValue | null;
  readonly trend: WindowAnswer | null;
}

function Tile({ figure, sources, value, trend }: TileProps) {
  const { recording, dispatch } = useSteady();
  const chart = { scope: figure.scope, key: figure.key };
  const charted = recording.charts.some((each) => sameChart(each, chart));
  const { format } = figure.format;
  return (
    <button
      type="button"
      className="tile"
      title={[
        figure.text,
        sources.length > 1 ? `Of ${countText()} together; below the smallest and the largest of one.` : "",
        charted ? "Go to its chart" : "Chart it",
      ]
        .filter(Boolean)
        .join("\n")}
      data-charted={charted || undefined}
      onClick={() => dispatch({ kind: "show chart", id: recording.id, chart })}
    >
      <span className="tile-name">{figure.name}</span>
      <span className="tile-value">{value === null ? "\u00a0" : format(value.value)}</span>
      <span className="tile-spread">{value === null ? "\u00a0" : spreadText(value)}</span>
      {trend !== null && <Sparkline data={trend} colour={NEUTRAL} kind="rate" />}
    </button>
  );

  /** "22.8 % – 33.7 %": the smallest and the largest of a source. */
  function spreadText({ low, high, sources: known }: TileValue): string {
    if (sources.length < 2) return "\u00a0";
    if (known === 0) return "no value here";
    const some = known < sources.length ? ` · ${known} of ${countText()}` : "";
    return known === 1 ? `${format(low)}${some}` : `${format(low)} – ${format(high)}${some}`;
  }

  function countText(): string {
    return `${sources.length} ${figure.scope === "vm" ? "VM" : "vCPU"}${sources.length === 1 ? "" : "s"}`;
  }
}
