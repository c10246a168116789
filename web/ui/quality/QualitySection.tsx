import { useState } from "react";
import { useChartView } from "../../chart/view-store.ts";
import { displayName } from "../../format/text.ts";
import { formatTime } from "../../series/time-labels.ts";
import { showByte } from "../bytes/links.ts";
import { sourceName } from "../sources/source-names.ts";
import { VIEW } from "../state.ts";
import { useRecording } from "../use-recording.ts";
import { countText, isMerged, type QualityKind, type QualityRow, statName, stretchAround } from "./quality-rows.ts";

/** Rows before "show more", and with it. */
const FEW = 8;
const MANY = 200;
/** Statistics named in a row. */
const NAMED = 3;

/** All places of one kind. Each moves the charts there; a statistic is charted as well. */
export function QualitySection({ kind }: { readonly kind: QualityKind }) {
  const [all, setAll] = useState(false);
  const rows = kind.rows.slice(0, all ? MANY : FEW);
  const further = Math.min(kind.rows.length, MANY) - FEW;
  const unlisted = kind.unlisted + Math.max(0, kind.rows.length - MANY);
  const headingId = `quality-${kind.id}`;
  return (
    <section aria-labelledby={headingId}>
      <h2 id={headingId} tabIndex={-1}>
        {kind.title} <span className="count">{countText(kind)}</span>
      </h2>
      {isMerged(kind) && (
        <p className="muted small">Counted in each source; one row stands for all sources that it befell at once</p>
      )}
      <table className="quality-rows">
        <caption className="visually-hidden">{kind.title}</caption>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Source</th>
            <th scope="col">What</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same can be found twice at one place
            <RowView key={index} row={row} />
          ))}
        </tbody>
      </table>
      {further > 0 && (
        <button type="button" className="link small" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? "Show fewer" : `Show ${further} more`}
        </button>
      )}
      {unlisted > 0 && <p className="muted small">{unlisted.toLocaleString("en-US")} more are not listed</p>}
    </section>
  );
}

function RowView({ row }: { readonly row: QualityRow }) {
  const { info, session, recording, dispatch } = useRecording();
  const labels = useChartView(session.view, (state) => state.labels);
  const { source, at, stats } = row;

  /** Brings the charts to the place, the source's line and the statistic's chart with it. */
  function go(key: string | null): void {
    const { id, charted } = recording;
    if (at !== null) {
      const selection = at.to > at.from ? at : null;
      session.view.set({ range: stretchAround(at, source?.period ?? 0), selection });
      session.player.seek(at.to);
    }
    if (source !== null && !charted.has(source.id)) {
      dispatch({ kind: "chart sources", id, sources: [source.id], on: true });
    }
    if (key !== null && source !== null) dispatch({ kind: "show chart", id, chart: { scope: source.scope, key } });
    else dispatch({ kind: "option", id, name: VIEW, value: null });
  }

  function showBytes(): void {
    if (source === null || row.byte === undefined) return;
    if (at !== null) session.player.seek(at.to);
    for (const action of showByte(recording.id, source, row.byte)) dispatch(action);
  }

  return (
    <tr>
      <td className="when">
        {at === null ? (
          <span className="muted">–</span>
        ) : (
          <button type="button" className="link" onClick={() => go(stats[0] ?? null)}>
            {whenText()}
          </button>
        )}
      </td>
      <td>{sourceText()}</td>
      <td className="what">
        {row.text}
        {stats.length > 0 && ": "}
        {stats.slice(0, NAMED).map((key, index) => (
          <span key={key}>
            {index > 0 && ", "}
            <button type="button" className="link" onClick={() => go(key)}>
              {statName(source, key)}
            </button>
          </span>
        ))}
        {source !== null && row.byte !== undefined && (
          <>
            {", "}
            <button type="button" className="link" onClick={showBytes}>
              byte {row.byte}
            </button>
          </>
        )}
        {row.more + stats.length > NAMED && stats.length > 0 && ` and ${othersCount()} more`}
      </td>
    </tr>
  );

  function sourceText(): string {
    if (source === null) return "";
    const all = row.others + 1 === info.sources.length && row.others > 0;
    if (all) return `all ${info.sources.length} sources`;
    const others = row.others > 0 ? ` and ${row.others} more` : "";
    return `${displayName(sourceName(source, info), 40)}${others}`;
  }

  function othersCount(): number {
    return row.more + Math.max(0, stats.length - NAMED);
  }

  function whenText(): string {
    if (at === null) return "";
    const text = (time: number) => formatTime(time, labels, info.start);
    return at.to > at.from ? `${text(at.from)} – ${text(at.to)}` : text(at.to);
  }
}
