import { displayName } from "../web/format/text.ts";
import { readData, type ScanSource } from "../web/series/scan-source.ts";
import { duration, parse } from "./arguments.ts";
import { csvHeader, csvRows } from "./csv.ts";
import { type Io, Usage } from "./io.ts";
import { type Opened, openAll } from "./opened.ts";
import { type ShownSample, shownStats } from "./shown.ts";
import { textOf } from "./text.ts";

type Printer = (sample: ShownSample, first: boolean) => string;

const PRINTERS: Record<
  "text" | "json" | "csv",
  { readonly open: string; readonly each: Printer; readonly close: string }
> = {
  text: { open: "", each: (sample, first) => (first ? "" : "\n") + textOf(sample), close: "" },
  json: {
    open: "[",
    each: (sample, first) => `${first ? "\n" : ",\n"}${JSON.stringify(sample)}`,
    close: "\n]\n",
  },
  csv: { open: csvHeader(), each: csvRows, close: "" },
};

/** kvmscope show FILE.. [--json | --csv] [--interval T]: every statistic of every sample, source by source, by time. */
export async function show(argv: readonly string[], io: Io): Promise<number> {
  const { values, files } = parse(argv, {
    json: { type: "boolean" },
    csv: { type: "boolean" },
    interval: { type: "string" },
  });
  if (files.length === 0) throw new Usage("Cannot show: give at least one file or folder");
  if (values.has("json") && values.has("csv")) throw new Usage("Cannot show: choose --json or --csv");
  const given = values.get("interval");
  const interval = typeof given === "string" ? duration(given, "--interval") : null;

  const opened = await openAll(files, io, { interval });
  for (const { timing, label, samples } of opened.info.sources) {
    const about = `kvmscope: ${displayName(label)}: `;
    if (timing === "ask") io.err(`${about}${samples} dumps carry no time; --interval 250ms gives them one\n`);
  }
  const printer = PRINTERS[values.has("json") ? "json" : values.has("csv") ? "csv" : "text"];
  await io.out(printer.open);
  let first = true;
  for (const source of opened.sources) {
    for (const sample of samplesOf(opened, source)) {
      await io.out(printer.each(sample, first));
      first = false;
    }
  }
  await io.out(printer.close);
  if (opened.unread > 0 || first) return 2;
  return opened.info.findings.some(({ severity }) => severity === "error") ? 1 : 0;
}

/** Each sample as its data block's read returned it. */
function* samplesOf({ engine, recording }: Opened, source: ScanSource): Generator<ShownSample> {
  const { index, generations, timing } = source.published;
  for (const [i, { path }] of recording.samplesOf(source.published.source).entries()) {
    const table = generations[index.generation[i] ?? 0]?.table;
    if (!table) continue;
    const timed = timing !== "ask" && timing !== "none";
    yield {
      id: table.id,
      file: path,
      ...(timed ? { time: String(index.times[i]) } : {}),
      length: index.fileBytes[i] ?? 0,
      stats: shownStats(table, readData(engine, source, i)),
    };
  }
}
