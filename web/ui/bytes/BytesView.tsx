import { type FormEvent, useId, useMemo, useState } from "react";
import { useChartView } from "../../chart/view-store.ts";
import { displayName } from "../../format/text.ts";
import { formatTime } from "../../series/time-labels.ts";
import { useOption } from "../options.ts";
import { copyText } from "../page/copy.ts";
import { sourceName } from "../sources/source-names.ts";
import { useRecording } from "../use-recording.ts";
import { FieldDetails } from "./FieldDetails.tsx";
import { fieldsAt, mapOf, type RegionKind } from "./file-map.ts";
import { type ByteSpan, HexGrid } from "./HexGrid.tsx";
import { hexText, offsetOf } from "./hex.ts";
import { BYTES_AT, BYTES_SOURCE, findingsOf } from "./links.ts";
import { useDump } from "./use-dump.ts";
import "./bytes.css";

const LEGEND: readonly (readonly [RegionKind, string])[] = [
  ["header", "header"],
  ["id", "id string"],
  ["descriptors", "descriptors"],
  ["data", "data"],
  ["undescribed", "undescribed"],
  ["gap", "gap"],
];

/** One dump of one source, byte by byte, as the read returned it. */
export function BytesView() {
  const { client, session, info, onError, dispatch, recording } = useRecording();
  const [path, setPath] = useOption(BYTES_SOURCE);
  const [atText, setAtText] = useOption(BYTES_AT);
  const detailsId = useId();
  const [anchor, setAnchor] = useState<number | null>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const source = info.sources.find((each) => each.path === path) ?? info.sources[0] ?? null;
  const dump = useDump({ client, session, source: source?.id ?? null, version: info, onError });
  const map = useMemo(() => (dump === null ? null : mapOf(dump.bytes)), [dump]);
  const labels = useChartView(session.view, (state) => state.labels);
  const findings = useMemo(
    () => (source === null || dump === null ? [] : findingsOf(info, source, dump, map)),
    [info, source, dump, map],
  );
  if (source === null) return <p className="empty">No source is open</p>;
  const size = dump?.bytes.length ?? 0;
  const at = Math.min(offsetOf(atText ?? "") ?? 0, Math.max(size - 1, 0));
  const field = map === null ? undefined : fieldsAt(map, at)[0];
  const selection: ByteSpan =
    anchor !== null && anchor !== at
      ? { from: Math.min(anchor, at), to: Math.max(anchor, at) + 1 }
      : { from: field?.from ?? at, to: field?.to ?? at + 1 };

  function move(to: number, extend: boolean): void {
    setAnchor(extend ? (anchor ?? at) : null);
    setAtText(to === 0 ? null : String(to));
  }
  function jump(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const to = offsetOf(String(new FormData(event.currentTarget).get("offset") ?? ""));
    if (to !== null && to < size) move(to, false);
  }
  function copy({ from, to }: ByteSpan): void {
    if (dump !== null) copyText(hexText(dump.bytes.subarray(from, to)), `${to - from} bytes as hex`);
  }
  function showStatistic(key: string): void {
    const { id } = recording;
    if (source !== null && !recording.charted.has(source.id))
      dispatch({ kind: "chart sources", id, sources: [source.id], on: true });
    dispatch({ kind: "option", id, name: "search", value: key.replace(/\0.*$/s, "") });
  }

  return (
    <div className="bytes">
      <div className="bytes-tools">
        <label>
          Dump of{" "}
          <select value={source.path} onChange={(event) => setPath(event.target.value)}>
            {info.sources.map((each) => (
              <option key={each.id} value={each.path}>
                {displayName(sourceName(each, info), 40)}
              </option>
            ))}
          </select>
        </label>
        {dump !== null && (
          <p className="muted">
            {dump.sample + 1} of {source.samples}
            {info.clock === "time" && `, ${formatTime(dump.time, labels, info.start)}`} · {size} bytes
          </p>
        )}
        <form onSubmit={jump}>
          <label>
            Go to byte <input name="offset" size={8} placeholder="0x48 or 72" autoComplete="off" />
          </label>
        </form>
        <button type="button" onClick={() => copy(selection)} disabled={dump === null}>
          Copy {selection.to - selection.from} bytes as hex
        </button>
        <button type="button" onClick={() => copy({ from: 0, to: size })} disabled={dump === null}>
          Copy all
        </button>
      </div>
      <ul className="bytes-legend" aria-label="Regions">
        {LEGEND.filter(([kind]) => map?.regions.some((region) => region.kind === kind)).map(([kind, text]) => (
          <li key={kind}>
            <span className={`byte-swatch region-${kind}`} aria-hidden="true" />
            {text}
          </li>
        ))}
        <li>
          <span className="byte-swatch changed" aria-hidden="true">
            ab
          </span>
          other than in the dump before
        </li>
        {findings.length > 0 && (
          <li>
            <span className="byte-swatch marked" aria-hidden="true">
              ab
            </span>
            finding
          </li>
        )}
      </ul>
      {dump === null ? (
        <p className="empty">No dump of this source at this time</p>
      ) : (
        <HexGrid
          bytes={dump.bytes}
          before={dump.before}
          map={map}
          at={at}
          selection={selection}
          marked={findings}
          describedBy={detailsId}
          onMove={move}
          onHover={setHovered}
          onCopy={() => copy(selection)}
        />
      )}
      {dump !== null && (
        <FieldDetails
          id={detailsId}
          map={map}
          bytes={dump.bytes}
          at={hovered ?? at}
          findings={findings}
          onStatistic={showStatistic}
        />
      )}
      <p className="muted small">
        Arrows move by bytes and lines, N to the next field, Shift+N back; Shift with arrows selects, Ctrl+C copies as
        hex
      </p>
    </div>
  );
}
