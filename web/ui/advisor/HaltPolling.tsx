import { useId, useMemo, useRef } from "react";
import { useChartView } from "../../chart/view-store.ts";
import { displayName } from "../../format/text.ts";
import type { SourceInfo } from "../../series/model.ts";
import { formatRaw } from "../../series/units.ts";
import { BucketTable } from "../charts/BucketTable.tsx";
import { useChoice, useOption } from "../options.ts";
import { sourceName } from "../sources/source-names.ts";
import { useAnswers, useVisible, wantedRange } from "../use-answers.ts";
import { useSteady } from "../use-recording.ts";
import { Advised } from "./Advised.tsx";
import { KEEP, parseSetting } from "./advice.ts";
import { type Evidence, evidenceOf, evidenceQuestions, pollBuckets } from "./evidence.ts";
import { hostSetting } from "./host-setting.ts";
import "../charts/histograms.css";
import "./advisor.css";

/** Longest current setting that can be typed: digits of an unsigned int, and separators. */
const MOST_DIGITS = 14;

/** What another halt_poll_ns would have done to the polls of the selected range, or of what is visible. */
export function HaltPolling() {
  const { client, session, info, recording, onError } = useSteady();
  const { view } = session;
  const body = useRef<HTMLDivElement>(null);
  const visible = useVisible(body);
  const able = useMemo(() => info.sources.filter((source) => pollBuckets(source) !== null), [info]);
  const [chosen, choose] = useOption("advisor vcpu");
  const [keep, setKeep] = useChoice("advisor keep", KEEP);
  const [typed, type] = useOption("advisor current");
  const one = able.find((source) => sourceName(source, info) === chosen);
  const charted = useMemo(() => able.filter((source) => recording.charted.has(source.id)), [able, recording.charted]);
  const sources = useMemo(() => (one === undefined ? charted : [one]), [one, charted]);

  const key = sources.map((source) => source.id).join(" ");
  const asked = { client, view, visible, version: info, onError };
  const answers = useAnswers(asked, key, (state) =>
    state.gesture === "none" ? evidenceQuestions(sources, wantedRange(state)) : null,
  );
  const evidence = useMemo(() => (answers === null ? null : evidenceOf(sources, answers)), [answers, sources]);
  const selected = useChartView(view, (state) => state.selection !== null);
  const recorded = useMemo(() => hostSetting(info), [info]);
  const text = typed ?? (recorded === null ? "" : String(recorded));
  const current = parseSetting(text);
  const refused = text !== "" && current === null;
  const originId = useId();

  /** Emptied, the field stays empty: the user knows better than the recording. */
  function setCurrent(value: string): void {
    if (recorded === null) type(value || null);
    else type(value === String(recorded) ? null : value);
  }

  return (
    <div className="advisor" ref={body}>
      <form className="advisor-tools" aria-label="Halt polling" onSubmit={(event) => event.preventDefault()}>
        <label>
          vCPUs{" "}
          <select
            value={one === undefined ? "" : (chosen ?? "")}
            onChange={(event) => choose(event.target.value || null)}
          >
            <option value="">{`Ticked under Sources (${charted.length})`}</option>
            {able.map((source) => (
              <option key={source.id} value={sourceName(source, info)}>
                {displayName(sourceName(source, info), 40)}
              </option>
            ))}
          </select>
        </label>
        <label>
          Keep at least{" "}
          <select value={keep} onChange={(event) => setKeep(event.target.value as typeof keep)}>
            {KEEP.toSorted((a, b) => Number(a) - Number(b)).map((each) => (
              <option key={each} value={each}>{`${each} %`}</option>
            ))}
          </select>{" "}
          of the successful polls
        </label>
        <label>
          Current halt_poll_ns{" "}
          <input
            inputMode="numeric"
            placeholder="unknown"
            size={12}
            maxLength={MOST_DIGITS}
            value={text}
            aria-invalid={refused}
            aria-describedby={recorded === null ? undefined : originId}
            onChange={(event) => setCurrent(event.target.value)}
          />{" "}
          ns
        </label>
        {recorded !== null && (
          <span className="advisor-origin small">
            <span id={originId} className="muted">
              {typed === null ? "from the recording's host" : `the recording's host had ${formatRaw(recorded)} ns`}
            </span>
            {typed !== null && (
              <button type="button" className="link" onClick={() => type(null)}>
                Use it
              </button>
            )}
          </span>
        )}
      </form>
      {refused && (
        <p className="danger small" role="alert">
          Cannot use this setting: it is a whole number of ns, at most 4,294,967,295
        </p>
      )}
      {sources.length === 0 && <p className="empty">{emptyText(able)}</p>}
      {sources.length > 0 && evidence === null && <p className="empty">Reading the histograms</p>}
      {sources.length > 0 && evidence !== null && (
        <>
          <Advised evidence={evidence} keep={Number(keep)} current={current} />
          <Distributions evidence={evidence} caption={selected ? "in the selection" : "in the view"} />
        </>
      )}
    </div>
  );
}

function emptyText(able: readonly SourceInfo[]): string {
  if (able.length > 0) return "No vCPU is chosen: tick one under Sources, or choose it above";
  return "No vCPU of this recording has histograms of its polls: the kernel writes them since 5.14";
}

const TITLES = [
  ["success", "Successful polls (halt_poll_success_hist)"],
  ["fail", "Failed polls (halt_poll_fail_hist)"],
  ["wait", "Sleeps (halt_wait_hist)"],
] as const;

function Distributions({ evidence, caption }: { readonly evidence: Evidence; readonly caption: string }) {
  return (
    <section className="panel" aria-labelledby="advisor-distributions">
      <h3 id="advisor-distributions">How long polls and sleeps were</h3>
      <div className="advisor-tables">
        {TITLES.map(([which, title]) => (
          <BucketTable
            key={which}
            title={title}
            buckets={evidence[which].buckets}
            counts={evidence[which].counts}
            caption={caption}
          />
        ))}
      </div>
    </section>
  );
}
