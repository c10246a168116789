import { useEffect, useRef } from "react";
import { seriesColour, seriesDash } from "../chart/colors.ts";
import { displayName } from "../format/text.ts";
import type { SourceInfo } from "../series/model.ts";
import { colourOf } from "./chart-data.ts";
import { readingOf } from "./reading.ts";
import { shownText } from "./reading-text.ts";
import { sourceName } from "./source-names.ts";
import { useRecording } from "./use-recording.ts";

interface Props {
  readonly stat: string;
  readonly sources: readonly SourceInfo[];
  /** The chart draws each source in a colour of its own. */
  readonly coloured: boolean;
}

/** The sources of a chart with their value at the cursor. The values are written into the page by the feed, not by React. */
export function Legend({ stat, sources, coloured }: Props) {
  const { info, session } = useRecording();
  const values = useRef(new Map<number, HTMLSpanElement>());

  useEffect(() => {
    function write(): void {
      for (const source of sources) {
        const element = values.current.get(source.id);
        const text = shownText(readingOf(source, stat, session.feed.read(source.id)), info.clock === "time");
        if (element !== undefined && element.textContent !== text) element.textContent = text;
      }
    }
    write();
    return session.feed.subscribe(write);
  }, [sources, stat, session, info.clock]);

  return (
    <ul className="legend" aria-label="Value at the cursor">
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
