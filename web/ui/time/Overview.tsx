import { useMemo, useRef, useSyncExternalStore } from "react";
import { OverviewStrip } from "../../chart/OverviewStrip.tsx";
import { overviewColumns } from "../../chart/overview.ts";
import { displayName } from "../../format/text.ts";
import { unitFormat } from "../../series/units.ts";
import { useOption } from "../options.ts";
import { Icon } from "../page/Icon.tsx";
import { useAnswers, useVisible } from "../use-answers.ts";
import { useRecording } from "../use-recording.ts";
import { combinedText, overviewChoices } from "./overview-choice.ts";

/** Columns asked for at most: the strip is not for details. */
const MOST_COLUMNS = 600;

/** All of the recording in a strip, with what it shows, and the way back to what was shown before. */
export function Overview() {
  const { client, session, info, recording, onError } = useRecording();
  const { view, history } = session;
  const { charted, charts } = recording;
  const [wanted, choose] = useOption("overview");
  const element = useRef<HTMLDivElement>(null);
  const visible = useVisible(element);
  const ways = useSyncExternalStore(history.subscribe, history.get);
  const choices = useMemo(() => overviewChoices(info, charted, charts), [info, charted, charts]);
  const choice = choices.find((each) => each.id === wanted) ?? choices[0];
  const asked = { client, view, visible, version: info, onError };
  const sources = choice?.sources ?? [];
  const key = `${choice?.id} ${sources.map(({ id }) => id).join(" ")}`;
  const answers = useAnswers(asked, key, ({ extent }) => {
    const samples = Math.max(1, ...sources.map((source) => source.samples - 1));
    const pixels = Math.min(MOST_COLUMNS, samples);
    // a rate belongs to the time before its sample: columns are (from, to]
    const dust = (extent.to - extent.from) * 1e-9;
    return sources.map(({ id }) => ({
      kind: "window",
      source: id,
      stat: choice?.stat ?? "",
      element: 0,
      view: { from: extent.from + dust, to: extent.to + dust, pixels },
    }));
  });
  const data = useMemo(
    () =>
      overviewColumns(
        (answers ?? []).filter((answer) => answer.kind === "window"),
        choice?.combine ?? "sum",
      ),
    [answers, choice?.combine],
  );
  const name = displayName(choice?.name ?? "", 60);
  const what = choice === undefined ? "nothing moved" : `${name}, ${combinedText(choice)}`;

  return (
    <>
      <div className="overview-line-up" ref={element}>
        <div className="overview-ways">
          <button
            type="button"
            className="quiet"
            aria-label="Back to the view before"
            title="Back to the view before ([)"
            disabled={!ways.back}
            onClick={() => history.go(-1)}
          >
            <Icon name="earlier" />
          </button>
          <button
            type="button"
            className="quiet"
            aria-label="Forward to the view after"
            title="Forward to the view after (])"
            disabled={!ways.forward}
            onClick={() => history.go(1)}
          >
            <Icon name="later" />
          </button>
        </div>
        <OverviewStrip view={view} title={what} data={data} />
      </div>
      <p className="overview-what muted">
        {choices.length > 1 ? (
          <select aria-label="The overview shows" value={choice?.id} onChange={(event) => choose(event.target.value)}>
            {choices.map((each) => (
              <option key={each.id} value={each.id}>
                {displayName(each.name, 60)}
              </option>
            ))}
          </select>
        ) : (
          <span>{name}</span>
        )}
        <span className="small" title={what}>
          {choice !== undefined && combinedText(choice)}
          {data !== null && !Number.isNaN(data.max) && `, up to ${peakText(data.max)}`}
        </span>
      </p>
    </>
  );

  function peakText(max: number): string {
    const descriptor = sources[0]?.stats.find((stat) => stat.key === choice?.stat)?.descriptor;
    if (descriptor === undefined) return "";
    return unitFormat(descriptor, descriptor.type === "cumulative" ? "rate" : "value").format(max);
  }
}
