import { type RefObject, useEffect, useRef, useSyncExternalStore } from "react";
import { seriesColour, seriesDash } from "../../chart/colors.ts";
import type { Descriptor } from "../../format/model.ts";
import { displayName } from "../../format/text.ts";
import type { SourceInfo } from "../../series/model.ts";
import { sourceName } from "../sources/source-names.ts";
import { meanQuestions, meanText } from "../table/range-means.ts";
import { readingOf } from "../table/reading.ts";
import { shownText } from "../table/reading-text.ts";
import { useAnswers } from "../use-answers.ts";
import { useRecording } from "../use-recording.ts";
import { colourOf } from "./chart-data.ts";

interface Props {
  readonly stat: string;
  readonly descriptor: Descriptor;
  readonly sources: readonly SourceInfo[];
  /** The chart draws each source in a colour of its own. */
  readonly coloured: boolean;
  readonly visible: RefObject<boolean>;
  /** Says which of the two the values are. */
  readonly what: RefObject<HTMLElement | null>;
}

/**
 * The sources of a chart with their value at the cursor, or with their mean over the visible time while the cursor just
 * stands at the end: there a guest is often idle. The values are written into the page by the feed, not by React.
 */
export function Legend({ stat, descriptor, sources, coloured, visible, what }: Props) {
  const { client, info, session, onError } = useRecording();
  const { feed, player, view } = session;
  const values = useRef(new Map<number, HTMLSpanElement>());
  const timed = info.clock === "time";
  const asked = { client, view, visible, version: info, onError };
  const playing = useSyncExternalStore(player.subscribe, () => player.get().playing);
  const key = `${sources.map((source) => source.id).join(" ")}${playing ? " playing" : ""}`;
  const means = useAnswers(asked, key, ({ range, gesture }) => {
    if (gesture !== "none") return null;
    return timed && !playing ? meanQuestions(sources, stat, descriptor, range) : [];
  });

  useEffect(() => {
    function write(): void {
      const { extent, hover } = view.get();
      const mean = means !== null && means.length > 0 && !playing && hover === null && player.time() >= extent.to;
      put(what.current, timed ? (mean ? " · mean of the view" : " · at the cursor") : "");
      for (const [index, source] of sources.entries()) {
        const reading = mean ? null : readingOf(source, stat, feed.read(source.id));
        const text = mean ? meanText(means[index], descriptor) : shownText(reading, timed);
        put(values.current.get(source.id), text);
      }
    }
    write();
    const stops = [feed.subscribe(write), player.subscribe(write), view.subscribe(write)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [sources, stat, descriptor, means, playing, feed, player, view, timed, what]);

  return (
    <ul className="legend" aria-label="Values">
      {sources.map((source) => {
        return (
          <li key={source.id}>
            {coloured && <Swatch colour={colourOf(source, info)} />}
            {displayName(sourceName(source, info), 40)}{" "}
            <span
              className="gauge"
              ref={(element) => {
                if (element === null) values.current.delete(source.id);
                else values.current.set(source.id, element);
              }}
            />
          </li>
        );
      })}
    </ul>
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
