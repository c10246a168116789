import { type ReactNode, type RefObject, useEffect, useRef, useSyncExternalStore } from "react";
import { seriesColour, seriesDash } from "../../chart/colors.ts";
import { displayName } from "../../format/text.ts";
import type { Answer, SourceInfo } from "../../series/model.ts";
import { sourceName } from "../sources/source-names.ts";
import { meanQuestions, meanText } from "../table/range-means.ts";
import { readingOf } from "../table/reading.ts";
import { shownText } from "../table/reading-text.ts";
import { useAnswers } from "../use-answers.ts";
import { useSteady } from "../use-recording.ts";
import { type ChartPlan, colourOf } from "./chart-data.ts";
import { createFigureFeed } from "./figure-feed.ts";

/** Makes one source stand out: while it is pointed at, or until it is pressed again. */
export interface LegendPick {
  readonly marked: SourceInfo | null;
  readonly mark: (source: SourceInfo | null) => void;
  readonly point: (source: SourceInfo | null) => void;
}

interface Props {
  readonly plan: ChartPlan;
  /** Those that are named; the others are counted. */
  readonly sources: readonly SourceInfo[];
  /** The chart draws each source in a colour of its own. */
  readonly coloured: boolean;
  readonly visible: RefObject<boolean>;
  readonly pick: LegendPick | null;
  /** The others are drawn as what lies between them. */
  readonly envelope?: boolean;
}

/**
 * The sources of a chart with their value at the cursor, or with their mean over the visible time while the cursor just
 * stands at the end: there a guest is often idle. The values are written into the page by the feed, not by React.
 */
export function Legend({ plan, sources, coloured, visible, pick, envelope = false }: Props) {
  const { client, info, session, onError } = useSteady();
  const { feed, player, view } = session;
  const { chart, format } = plan;
  const { descriptor } = plan;
  const stat = chart.key;
  const what = useRef<HTMLSpanElement>(null);
  const values = useRef(new Map<number, HTMLSpanElement>());
  const timed = info.clock === "time";
  const asked = { client, view, visible, version: info, onError };
  const playing = useSyncExternalStore(player.subscribe, () => player.get().playing);
  const key = `${sources.map((source) => source.id).join(" ")}${playing ? " playing" : ""}`;
  const means = useAnswers(asked, key, ({ range, gesture }) => {
    if (gesture !== "none") return null;
    if (!timed || playing) return [];
    return meanQuestions(sources, stat, range);
  });
  const others = plan.sources.length - sources.length;

  useEffect(() => {
    function textOf(source: SourceInfo): string {
      if (descriptor !== null) return shownText(readingOf(source, stat, feed.read(source.id)), timed);
      return format.format(figures?.value(source.id) ?? Number.NaN);
    }
    function meanOf(answer: Answer | undefined): string {
      if (descriptor !== null) return meanText(answer, descriptor);
      return format.format((answer?.kind === "range" ? answer.stats[0]?.mean : undefined) ?? Number.NaN);
    }
    function ofMean(): boolean {
      const { extent, hover } = view.get();
      return means !== null && means.length > 0 && !playing && hover === null && player.time() >= extent.to;
    }
    function write(): void {
      const mean = ofMean();
      put(what.current, timed ? (mean ? "mean of the view" : "at the cursor") : "");
      for (const [index, source] of sources.entries())
        put(values.current.get(source.id), mean ? meanOf(means?.[index]) : textOf(source));
    }
    const wanted = () => visible.current && !ofMean();
    const ids = sources.map(({ id }) => id);
    const figures =
      descriptor === null
        ? createFigureFeed({ client, feed, stat, sources: ids, wanted, onChange: write, onError })
        : null;
    let seen = view.get();
    /** Where the view is says nothing about a value. */
    function look(): void {
      const now = view.get();
      const same = now.extent === seen.extent && now.hover === seen.hover && now.cursor === seen.cursor;
      seen = now;
      if (!same) write();
    }
    write();
    const stops = [feed.subscribe(write), player.subscribe(write), view.subscribe(look)];
    return () => {
      figures?.dispose();
      for (const stop of stops) stop();
    };
  }, [sources, stat, descriptor, format, means, playing, feed, player, view, timed, client, visible, onError]);

  return (
    <div className="legend-line">
      {/* which of the two the values are */}
      {timed && <span className="legend-what muted" ref={what} />}
      <ul className="legend" aria-label="Values">
        {sources.map((source) => (
          <li key={source.id}>
            <Pickable source={source} pick={pick}>
              {coloured && <Swatch colour={colourOf(source, info)} />}
              {displayName(sourceName(source, info), 40)}{" "}
              <span
                className="gauge"
                ref={(element) => {
                  if (element === null) values.current.delete(source.id);
                  else values.current.set(source.id, element);
                }}
              />
            </Pickable>
          </li>
        ))}
        {others > 0 && (
          <li className="muted">
            {envelope && <span className="swatch envelope-swatch" />}
            {envelope ? `${others} others, from the lowest to the highest` : `and ${others} more`}
          </li>
        )}
      </ul>
    </div>
  );
}

interface PickableProps {
  readonly source: SourceInfo;
  readonly pick: LegendPick | null;
  readonly children: ReactNode;
}

/** A button where a source can be made to stand out. */
function Pickable({ source, pick, children }: PickableProps) {
  if (pick === null) return children;
  const { marked, mark, point } = pick;
  const on = marked?.id === source.id;
  return (
    <button
      type="button"
      aria-pressed={on}
      title={on ? "Show all alike" : "Let it stand out"}
      onClick={() => mark(on ? null : source)}
      onPointerEnter={() => point(source)}
      onPointerLeave={() => point(null)}
      onFocus={() => point(source)}
      onBlur={() => point(null)}
    >
      {children}
    </button>
  );
}

function put(element: HTMLElement | null | undefined, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}

function Swatch({ colour }: { readonly colour: number }) {
  return (
    <svg className="swatch" viewBox="0 0 16 4" width="16" height="4" aria-hidden="true">
      <path
        d="M0 2h16"
        stroke={seriesColour(colour)}
        strokeWidth="3"
        strokeDasharray={seriesDash(colour).join(" ") || undefined}
      />
    </svg>
  );
}
