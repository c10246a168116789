import "./quality.css";
import { useMemo } from "react";
import { Icon } from "../page/Icon.tsx";
import { useRecording } from "../use-recording.ts";
import { QualitySection } from "./QualitySection.tsx";
import { countText, type QualityKind, qualityKinds } from "./quality-rows.ts";
import { useQuality } from "./use-quality.ts";

/** What is doubtful about a recording: everything that was checked with its count, and each place to go to. */
export function QualityView() {
  const { info } = useRecording();
  const { answers, complete } = useQuality();
  const kinds = useMemo(() => qualityKinds(info, answers), [info, answers]);
  const found = kinds.filter((kind) => kind.count > 0);
  const samples = answers.reduce((sum, answer) => sum + answer.samples, 0);
  return (
    <div className="quality">
      <p role="status">{statusText()}</p>
      <table className="quality-summary">
        <caption className="visually-hidden">What was checked</caption>
        <thead>
          <tr>
            <th scope="col">Checked</th>
            <th scope="col" className="number">
              Found
            </th>
            <th scope="col">What counts</th>
          </tr>
        </thead>
        <tbody>
          {kinds.map((kind) => (
            <tr key={kind.id}>
              <th scope="row">
                {kind.count > 0 ? (
                  <button type="button" className="link" onClick={() => scrollTo(kind)}>
                    {kind.title}
                  </button>
                ) : (
                  kind.title
                )}
              </th>
              <td className="number">{countText(kind)}</td>
              <td className="muted">{kind.rule}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {found.map((kind) => (
        <QualitySection key={kind.id} kind={kind} />
      ))}
      {complete && found.length === 0 && (
        <p className="empty">
          <Icon name="note" /> Nothing doubtful: every check above passed
        </p>
      )}
    </div>
  );

  function statusText(): string {
    if (info.state === "opening") return "Checked as soon as all is open";
    if (!complete) return `Checking: ${answers.length} of ${info.sources.length} sources done`;
    const sources = info.sources.length === 1 ? "1 source" : `${info.sources.length} sources`;
    return `Checked ${samples.toLocaleString("en-US")} ${samples === 1 ? "sample" : "samples"} of ${sources}`;
  }
}

function scrollTo({ id }: QualityKind): void {
  const heading = document.getElementById(`quality-${id}`);
  heading?.scrollIntoView({ block: "start" });
  heading?.focus({ preventScroll: true });
}
