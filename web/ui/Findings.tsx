import { useId } from "react";
import type { Severity } from "../format/model.ts";
import { displayName } from "../format/text.ts";
import type { FileFinding } from "../series/model.ts";
import { formatTime } from "../series/time-labels.ts";
import { Icon } from "./Icon.tsx";
import { useRecording } from "./use-recording.ts";

const SEVERITIES: readonly Severity[] = ["error", "warning", "note"];

/** What is wrong or unusual in the files, worst first. Nothing when all is well. */
export function Findings() {
  const { info } = useRecording();
  const titleId = useId();
  if (info.findingCount === 0) return null;
  const sorted = SEVERITIES.flatMap((severity) => info.findings.filter((each) => each.severity === severity));
  const left = info.findingCount - info.findings.length;
  return (
    <section aria-labelledby={titleId}>
      <h2 id={titleId}>
        Findings <span className="count">{info.findingCount}</span>
      </h2>
      <ul className="findings">
        {sorted.map((finding, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same rule can be broken twice at the same place
          <FindingView key={index} finding={finding} />
        ))}
      </ul>
      {left > 0 && <p className="muted small">{left} more are not listed</p>}
    </section>
  );
}

function FindingView({ finding }: { readonly finding: FileFinding }) {
  const { info, session } = useRecording();
  const source = info.sources.find((each) => each.id === finding.source);
  const { time } = finding;
  return (
    <li className={`finding ${finding.severity}`}>
      <p className="finding-head">
        <Icon name={finding.severity} />
        <strong>{finding.severity}</strong>
        <code>{finding.rule}</code>
        {source !== undefined && <span>{displayName(source.label, 40)}</span>}
      </p>
      <p>
        Expected {displayName(finding.expected)}, found {displayName(finding.found)}
      </p>
      <p className="muted small">
        {displayName(finding.path)}, bytes {finding.from} to {finding.to}
        {time !== null && info.clock === "time" && (
          <>
            {" "}
            <button type="button" className="link" onClick={() => session.player.seek(time)}>
              at {formatTime(time, "relative", info.start)}
            </button>
          </>
        )}
      </p>
    </li>
  );
}
