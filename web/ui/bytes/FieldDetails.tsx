import { displayName } from "../../format/text.ts";
import type { FileFinding } from "../../series/model.ts";
import { type FileMap, fieldsAt, regionAt } from "./file-map.ts";
import { hexText, offsetText } from "./hex.ts";

interface Props {
  readonly id: string;
  readonly map: FileMap | null;
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly findings: readonly FileFinding[];
  /** Shows a statistic in the table beside. */
  readonly onStatistic: (key: string) => void;
}

const REGION_TEXT = {
  header: "header, struct kvm_stats_header",
  id: "id string",
  descriptors: "descriptors, struct kvm_stats_desc[]",
  data: "data block",
  undescribed: "data that no descriptor names",
  gap: "between the blocks",
} as const;

/** Everything known about one byte: its region, its fields with name, bytes and value, what is found there. */
export function FieldDetails({ id, map, bytes, at, findings, onStatistic }: Props) {
  const fields = map === null ? [] : fieldsAt(map, at);
  const region = map === null ? null : regionAt(map, at);
  const here = findings.filter(({ from, to }) => from <= at && at < to);
  return (
    <section id={id} className="field-details" aria-label="Field at the byte" aria-live="polite">
      <p>
        <strong className="number">{offsetText(at)}</strong> <span className="muted">byte {at}</span>
        {region !== null && (
          <>
            <span className={`byte-swatch region-${region.kind}`} aria-hidden="true" />
            {REGION_TEXT[region.kind]}{" "}
            <span className="muted">
              {region.from} to {region.to}
            </span>
          </>
        )}
      </p>
      {fields.map(({ from, to, name, value, stat }) => (
        <p key={`${name} ${from}`}>
          <strong>{name}</strong> {value}{" "}
          <span className="muted small">
            bytes {from} to {to}:{" "}
            <code>
              {hexText(bytes.subarray(from, Math.min(to, from + 16)))}
              {to > from + 16 ? " …" : ""}
            </code>
          </span>
          {stat !== null && (
            <>
              {" "}
              <button type="button" className="link" onClick={() => onStatistic(stat)}>
                Show in the table
              </button>
            </>
          )}
        </p>
      ))}
      {fields.length === 0 && <p className="muted">No field is here</p>}
      {here.map((finding) => (
        <p key={`${finding.rule} ${finding.from}`} className={`finding ${finding.severity}`}>
          <strong>{finding.severity}</strong> <code>{finding.rule}</code> Expected {displayName(finding.expected)},
          found {displayName(finding.found)}
        </p>
      ))}
    </section>
  );
}
