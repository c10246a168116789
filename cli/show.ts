import { readData, type ScanSource } from "../web/series/scan-source.ts";
import { type ShownSample, shownStats } from "../web/series/shown.ts";
import { duration, listOrder, parse } from "./arguments.ts";
import { csvHeader, csvRows } from "./csv.ts";
import { counted, type Io, Usage } from "./io.ts";
import { type Opened, openAll } from "./opened.ts";
import { createSentences } from "./sentences.ts";
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
    "first-bucket-first": { type: "boolean" },
  });
  if (files.length === 0) throw new Usage("Cannot show: give at least one file or folder");
  if (values.has("json") && values.has("csv")) throw new Usage("Cannot show: choose --json or --csv");
  const given = values.get("interval");
  const interval = typeof given === "string" ? duration(given, "--interval") : null;

  const opened = await openAll(files, io, { interval, lists: listOrder(values) });
  sayUntimed(opened, io);
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
  const broken = sayErrors(opened, io);
  if (first) return 2;
  return broken || opened.unread > 0 ? 1 : 0;
}

/** Which sources carry no time, each by its label, with its place where several have that label. */
function sayUntimed({ info: { sources } }: Opened, io: Io): void {
  const sentences = createSentences(io);
  for (const { timing, label, path, samples } of sources) {
    const alone = sources.filter((other) => other.label === label).length === 1;
    const dumps = counted(samples, "dump");
    const what = `${dumps} carry no time; were they taken evenly, --interval 250ms counts time from the first one on`;
    if (timing === "ask") sentences.sayCapped(alone ? label : `${label} of ${path}`, what);
  }
  sentences.end("sources without times");
}

/** Why the exit code is 1: what check calls errors. Returns whether there are any. */
function sayErrors({ info: { findings } }: Opened, io: Io): boolean {
  const errors = findings.filter(({ severity }) => severity === "error");
  const sentences = createSentences(io);
  for (const { path, rule, expected, found } of errors) {
    sentences.sayCapped(path, `error: ${rule}: expected ${expected}, found ${found}`);
  }
  sentences.end("errors, which kvmscope check lists");
  return errors.length > 0;
}

/** Each sample as its data block's read returned it. */
function* samplesOf({ engine, recording }: Opened, source: ScanSource): Generator<ShownSample> {
  const { index, generations, timing } = source.published;
  for (let i = 0; i < source.n; i++) {
    const table = generations[index.generation[i] ?? 0]?.table;
    if (!table) continue;
    const time = index.times[i] ?? 0n;
    yield {
      id: table.id,
      file: recording.sampleAt(source.published.source, i).path,
      ...(timing === "interval" ? { elapsed: String(time - (index.times[0] ?? 0n)) } : {}),
      ...(timing === "name" || timing === "modified" ? { time: String(time) } : {}),
      length: index.fileBytes[i] ?? 0,
      stats: shownStats(table, readData(engine, source, i)),
    };
  }
}
