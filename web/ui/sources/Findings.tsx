import { memo, useId, useMemo, useState } from "react";
import { displayName } from "../../format/text.ts";
import type { FileFinding } from "../../series/model.ts";
import { formatTime } from "../../series/time-labels.ts";
import { showByte } from "../bytes/links.ts";
import { Icon } from "../page/Icon.tsx";
import { useRecording, useSteady } from "../use-recording.ts";
import { type FindingGroup, groupFindings, statisticOf } from "./finding-groups.ts";
import { sourceName } from "./source-names.ts";

/** What is wrong or unusual in the files, file by file, the worst first. Nothing when all is well. */
export function Findings() {
  const { info } = useRecording();
  const { findings } = info;
  const titleId = useId();
  const groups = useMemo(() => groupFindings(findings), [findings]);
  if (info.findingCount === 0) return null;
  const left = info.findingCount - findings.length;
  return (
    <section aria-labelledby={titleId}>
      <h2 id={titleId}>
        Findings <span className="count">{info.findingCount}</span>
      </h2>
      <ul className="findings">
        {groups.map((group) => (
          <GroupView key={group.path} group={group} />
        ))}
      </ul>
      {left > 0 && <p className="muted small">{left} more are not listed</p>}
    </section>
  );
}

const GroupView = memo(function GroupView({ group: { first, others } }: { readonly group: FindingGroup }) {
  const [open, setOpen] = useState(false);
  return (
    <li className="findings-of-file">
      <FindingView finding={first} />
      {others.length > 0 && (
        <button type="button" className="link small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Show only the first" : `${others.length} more in this file`}
        </button>
      )}
      {open &&
        others.map((finding, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same rule can be broken twice at the same place
          <FindingView key={index} finding={finding} />
        ))}
    </li>
  );
});

function FindingView({ finding }: { readonly finding: FileFinding }) {
  const { info, session, recording, dispatch } = useSteady();
  const source = info.sources.find((each) => each.id === finding.source);
  const { time } = finding;
  const statistic = statisticOf(finding, info);
  function showBytes(): void {
    if (source === undefined) return;
    if (time !== null) session.player.seek(time);
    for (const action of showByte(recording.id, source, finding.from)) dispatch(action);
  }
  return (
    <div className={`finding ${finding.severity}`}>
      <p className="finding-head">
        <Icon name={finding.severity} />
        <strong>{finding.severity}</strong>
        <code>{finding.rule}</code>
        {source !== undefined && <span>{displayName(sourceName(source, info), 40)}</span>}
      </p>
      <p>
        {statistic !== null && <strong>{displayName(statistic, 80)}: </strong>}
        Expected {displayName(finding.expected)}, found {displayName(finding.found)}
      </p>
      <p className="muted small">
        {displayName(finding.path)},{" "}
        <button type="button" className="link" disabled={source === undefined} onClick={showBytes}>
          bytes {finding.from} to {finding.to}
        </button>
        {time !== null && info.clock === "time" && (
          <>
            {" "}
            <button type="button" className="link" onClick={() => session.player.seek(time)}>
              at {formatTime(time, "relative", info.start)}
            </button>
          </>
        )}
      </p>
    </div>
  );
}
