// The rules about values on every sample of a recording: of those, opening has looked only at the first of each table.

import { checkValues } from "../web/format/findings.ts";
import type { DumpLayout, Finding } from "../web/format/model.ts";
import { layoutOf } from "../web/format/stats-file.ts";
import { readData, readFile } from "../web/series/scan-source.ts";
import type { Opened } from "./opened.ts";

/** A finding with the sample it is about. */
export interface SampleFinding extends Finding {
  readonly path: string;
}

/** What the samples of recordings break besides what is found already. */
export function* recordedFindings({ engine, recording, info, sources }: Opened): Generator<SampleFinding> {
  const known = new Set(info.findings.map(keyOf));
  const recorded = new Set(info.sources.filter(({ how }) => how !== null).map(({ id }) => id));
  for (const source of sources) {
    const { generations, index, source: id } = source.published;
    if (!recorded.has(id)) continue;
    const layouts = new Map<number, DumpLayout | null>();
    for (let i = 0; i < source.n; i++) {
      const generation = index.generation[i] ?? 0;
      const table = generations[generation]?.table;
      if (!layouts.has(generation)) layouts.set(generation, layoutOf(readFile(engine, source, i)));
      const layout = layouts.get(generation);
      if (!table || !layout) continue;
      for (const finding of checkValues(readData(engine, source, i), table, layout)) {
        const found = { ...finding, path: recording.sampleAt(id, i).path };
        if (!known.has(keyOf(found))) yield found;
      }
    }
  }
}

function keyOf({ path, rule, from, found }: SampleFinding): string {
  return [path, rule, from, found].join("\0");
}
