// Samples as text for other tools: every value exact, from what the read returned.

import type { Engine } from "../engine/engine.ts";
import { valueAt } from "../format/stats-file.ts";
import { csvCell } from "./csv.ts";
import { isoTime } from "./iso-time.ts";
import type { ExportAnswer, ExportColumn, Question } from "./model.ts";
import { readData, type ScanSource } from "./scan-source.ts";
import { samplesUntil, seconds } from "./seconds.ts";
import { shownStats } from "./shown.ts";

/** The samples of a source that a question asks for. A value that the dump does not hold is an empty cell, or null. */
export function answerExport(
  engine: Engine,
  source: ScanSource,
  question: Extract<Question, { readonly kind: "export" }>,
): ExportAnswer {
  const { format, skip, take } = question;
  const first = samplesUntil(engine, source, question.from, "before") + skip;
  const end = Math.min(first + take, samplesUntil(engine, source, question.to, "at"));
  const rows: string[] = [];
  for (let sample = first; sample < end; sample++)
    rows.push(format.kind === "json" ? jsonOf(engine, source, sample) : rowOf(engine, source, sample, format));
  const text = new TextEncoder().encode(rows.join(format.kind === "json" ? ",\n" : ""));
  return { kind: "export", text, samples: rows.length };
}

/** Real time, where the dumps carry one. */
function timeOf({ published }: ScanSource, sample: number): bigint | null {
  const known = published.timing === "name" || published.timing === "modified";
  return known ? (published.index.times[sample] ?? null) : null;
}

function jsonOf(engine: Engine, source: ScanSource, sample: number): string {
  const { index, generations } = source.published;
  const table = generations[index.generation[sample] ?? 0]?.table;
  if (table === undefined) return "null";
  const time = timeOf(source, sample);
  return JSON.stringify({
    id: table.id,
    ...(time === null ? { seconds: seconds(source, index.times[sample] ?? 0n) } : { time: String(time) }),
    length: index.fileBytes[sample] ?? 0,
    stats: shownStats(table, readData(engine, source, sample)),
  });
}

function rowOf(
  engine: Engine,
  source: ScanSource,
  sample: number,
  { label, columns }: { readonly label: string; readonly columns: readonly ExportColumn[] },
): string {
  const { index, generations } = source.published;
  const generation = index.generation[sample] ?? 0;
  const order = generations[generation]?.table.order ?? "little";
  const data = readData(engine, source, sample);
  const time = timeOf(source, sample);
  const cells = columns.map(({ stat, element }) => {
    const descriptor = source.descriptor(generation, stat);
    return descriptor === undefined ? "" : (valueAt(data, descriptor, element, order)?.toString() ?? "");
  });
  const at = secondsText((index.times[sample] ?? 0n) - source.published.start);
  return `${[time === null ? "" : isoTime(time), time === null ? "" : String(time), at, csvCell(label), ...cells].join(",")}\r\n`;
}

/** ns as seconds with all nine digits. */
function secondsText(ns: bigint): string {
  const size = ns < 0n ? -ns : ns;
  return `${ns < 0n ? "-" : ""}${size / 1_000_000_000n}.${String(size % 1_000_000_000n).padStart(9, "0")}`;
}
