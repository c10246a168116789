// What the open charts read at the cursor, in words, for those who do not see them. Pure.

import { displayName } from "../../format/text.ts";
import type { StatRef } from "../../series/catalog.ts";
import type { RecordingInfo, SampleRead, SourceId } from "../../series/model.ts";
import { sourceName } from "../sources/source-names.ts";
import { readingOf } from "../table/reading.ts";
import { shownText } from "../table/reading-text.ts";

/** Charts, and sources of each, that are said; more would be a speech. */
const MOST_CHARTS = 2;
const MOST_SOURCES = 4;

interface Shown {
  readonly info: RecordingInfo;
  readonly charts: readonly StatRef[];
  readonly charted: ReadonlySet<SourceId>;
}

/** "exits vcpu-0 52.7 k/s, vcpu-1 3/s; halt_wakeup vcpu-0 0/s": the first charts at the cursor. Empty without a sample. */
export function cursorText({ info, charts, charted }: Shown, read: (source: SourceId) => SampleRead | null): string {
  const said: string[] = [];
  for (const { scope, key } of charts) {
    if (said.length === MOST_CHARTS) break;
    const sources = info.sources.filter((source) => source.scope === scope && charted.has(source.id));
    const values = sources.flatMap((source) => {
      const reading = readingOf(source, key, read(source.id));
      return reading === null ? [] : [{ source, reading }];
    });
    const [first] = values;
    if (first === undefined) continue;
    const texts = values
      .slice(0, MOST_SOURCES)
      .map(
        ({ source, reading }) =>
          `${displayName(sourceName(source, info), 40)} ${shownText(reading, info.clock === "time")}`,
      );
    if (values.length > MOST_SOURCES) texts.push(`${values.length - MOST_SOURCES} more`);
    said.push(`${displayName(first.reading.descriptor.name, 60)} ${texts.join(", ")}`);
  }
  return said.join("; ");
}
