import { useEffect, useId, useRef, useState } from "react";
import type { TimeRange } from "../../chart/view-store.ts";
import { displayName } from "../../format/text.ts";
import { formatSpan, formatStart, formatTime } from "../../series/time-labels.ts";
import { showToast } from "../page/toasts.ts";
import { sourceName } from "../sources/source-names.ts";
import { sameChart } from "../state.ts";
import { useRecording } from "../use-recording.ts";
import { columnsOf, type ExportPlan, sampleEstimate } from "./export-plan.ts";
import { makeReport } from "./report.ts";
import { reportHtml } from "./report-html.ts";
import { runExport } from "./run-export.ts";
import { saveFile } from "./save-file.ts";
import "./export.css";

type Which = "selection" | "view" | "all";
type Stats = "charted" | "changed" | "all";
type Work = { readonly what: string; readonly done: number; readonly all: number };

/** Samples as CSV or JSON, the view as a report. Native dialog: Escape closes it, the focus goes back. */
export function ExportDialog({ onClose }: { readonly onClose: () => void }) {
  const { client, session, info, recording, onError } = useRecording();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const { range, extent, selection, labels, start } = session.view.get();
  const [which, setWhich] = useState<Which>(selection === null ? "view" : "selection");
  const [stats, setStats] = useState<Stats>("charted");
  const [work, setWork] = useState<Work | null>(null);
  const abort = useRef<AbortController | null>(null);
  const ranges: Readonly<Record<Which, TimeRange>> = { selection: selection ?? range, view: range, all: extent };
  const sources = info.sources
    .filter(({ id }) => recording.charted.has(id))
    .map((source) => ({ source, name: displayName(sourceName(source, info), 60) }));

  useEffect(() => {
    dialog.current?.showModal();
    return () => abort.current?.abort();
  }, []);

  function planOf(format: "csv" | "json"): ExportPlan {
    const { charts } = recording;
    const columns = columnsOf(
      sources.map(({ source }) => source),
      (ref, stat) =>
        stats === "all" || (stats === "changed" ? stat.changed : charts.some((each) => sameChart(each, ref))),
    );
    return { format, sources, columns, range: ranges[which] };
  }

  /** Runs one thing; a second one cannot begin meanwhile. */
  async function run(what: string, task: (signal: AbortSignal) => Promise<string>): Promise<void> {
    const controller = new AbortController();
    abort.current = controller;
    setWork({ what, done: 0, all: 0 });
    try {
      showToast(await task(controller.signal));
      dialog.current?.close();
    } catch (reason) {
      if (!controller.signal.aborted) onError(reason instanceof Error ? reason.message : String(reason));
    } finally {
      setWork(null);
    }
  }

  function saveSamples(format: "csv" | "json"): void {
    const plan = planOf(format);
    const all = sampleEstimate(plan);
    void run(format.toUpperCase(), async (signal) => {
      const onSamples = (done: number) => setWork({ what: format.toUpperCase(), done, all });
      const { parts, samples } = await runExport(client, plan, { signal, onSamples });
      const type = format === "csv" ? "text/csv" : "application/json";
      saveFile(`${recording.name}.${format}`, parts, `${type};charset=utf-8`);
      return `Saved ${samples} samples`;
    });
  }

  function saveReport(): void {
    void run("report", async (signal) => {
      const facts = [
        ["Recording", displayName(recording.name)],
        ...(info.start === null || info.clock !== "time" ? [] : [["From", formatStart(info.start, labels)] as const]),
        ["Time", stretch(ranges.view)],
        ["Sources", sources.map(({ name }) => name).join(", ")],
      ] as const;
      const report = await makeReport(displayName(recording.name), facts, signal);
      saveFile(`${recording.name}.html`, [reportHtml(report)], "text/html;charset=utf-8");
      return "Saved the report";
    });
  }

  function stretch({ from, to }: TimeRange): string {
    const [a, b] = [from, to].map((time) => formatTime(time, labels, start, to - from));
    return info.clock === "time" ? `${a} – ${b} (${formatSpan(to - from)})` : "one dump each";
  }

  const choices: readonly (readonly [Which, string])[] = [
    ...(selection === null ? [] : ([["selection", "Selection"]] as const)),
    ["view", "Visible time"],
    ["all", "Whole recording"],
  ];
  return (
    <dialog ref={dialog} className="export" aria-labelledby={titleId} onClose={onClose}>
      <h2 id={titleId}>Export</h2>
      <form method="dialog">
        <fieldset>
          <legend>Time</legend>
          {choices.map(([value, label]) => (
            <label key={value}>
              <input type="radio" name="range" checked={which === value} onChange={() => setWhich(value)} />
              {label} <span className="muted">{stretch(ranges[value])}</span>
            </label>
          ))}
        </fieldset>
        <fieldset>
          <legend>Statistics in the CSV</legend>
          {(
            [
              ["charted", "Those with a chart"],
              ["changed", "Those that changed"],
              ["all", "All"],
            ] as const
          ).map(([value, label]) => (
            <label key={value}>
              <input type="radio" name="stats" checked={stats === value} onChange={() => setStats(value)} />
              {label}
            </label>
          ))}
        </fieldset>
        <p className="muted small">
          Raw u64 values, exact, of the {sources.length} ticked sources: CSV has a row per sample and a column per
          value, JSON is that of kvmscope show --json with all statistics. The report is one file with the charts and
          tables of this view; it needs no script and no network
        </p>
        <div className="export-buttons">
          <button type="button" className="primary" disabled={work !== null} onClick={() => saveSamples("csv")}>
            Save CSV
          </button>
          <button type="button" disabled={work !== null} onClick={() => saveSamples("json")}>
            Save JSON
          </button>
          <button type="button" disabled={work !== null} onClick={saveReport}>
            Save report
          </button>
          <button type="submit">{work === null ? "Close" : "Cancel"}</button>
        </div>
        <p className="export-progress" role="status">
          {work !== null && (
            <>
              {work.what}: {work.all > 0 ? `${work.done} of about ${work.all} samples` : "drawing"}
              <progress
                aria-label={`Progress of the ${work.what}`}
                {...(work.all > 0 && { max: work.all, value: work.done })}
              />
            </>
          )}
        </p>
      </form>
    </dialog>
  );
}
