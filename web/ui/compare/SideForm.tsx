import { type FormEvent, useId } from "react";
import { displayName } from "../../format/text.ts";
import { useRecording } from "../use-recording.ts";
import { recordingRef, type Side, type SideChoice, type SideName, sideFacts, sourceChoices } from "./sides.ts";
import type { Sides } from "./use-sides.ts";

interface Props {
  readonly name: SideName;
  readonly side: Side;
  readonly sides: Sides;
}

/** One side of the comparison: recording, source and time, and what that is made of. */
export function SideForm({ name, side, sides }: Props) {
  const { recordings, recording: active } = useRecording();
  const title = useId();
  const letter = name.toUpperCase();
  const { choice, info, range } = side;
  const timed = recordings.filter((each) => each.info?.clock === "time");
  const kind = typeof choice.range === "string" ? choice.range : "typed";
  const change = (next: Partial<SideChoice>) => sides.choose(name, { ...choice, ...next });

  function changeRecording(id: number): void {
    const next = timed.find((each) => each.id === id);
    if (next !== undefined) change({ recording: recordingRef(next, recordings, active), source: "", range: "all" });
  }
  function changeKind(next: string): void {
    if (next === "all" || next === "selection") change({ range: next });
    else change({ range });
  }
  function changeTimes(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const [from, to] = [Number(data.get("from")), Number(data.get("to"))];
    if (Number.isFinite(from) && Number.isFinite(to) && from < to) change({ range: { from, to } });
  }

  return (
    <section className="side" data-side={name} aria-labelledby={title}>
      <h3 id={title}>
        <span className="side-letter">{letter}</span>
        <span className="visually-hidden">Side {letter}</span>
      </h3>
      {timed.length > 1 && (
        <select
          aria-label={`Recording of ${letter}`}
          value={side.recording.id}
          onChange={(event) => changeRecording(Number(event.target.value))}
        >
          {timed.map((each) => (
            <option key={each.id} value={each.id}>
              {displayName(each.name, 40)}
            </option>
          ))}
        </select>
      )}
      <select
        aria-label={`Source of ${letter}`}
        value={sourceChoices(info).find(({ name: each }) => each === side.name)?.key ?? ""}
        onChange={(event) => change({ source: event.target.value })}
      >
        {sourceChoices(info).map((each) => (
          <option key={each.key} value={each.key}>
            {each.name}
          </option>
        ))}
      </select>
      <select aria-label={`Time of ${letter}`} value={kind} onChange={(event) => changeKind(event.target.value)}>
        <option value="all">all of it</option>
        {side.recording.id === active.id && <option value="selection">selection</option>}
        <option value="typed">from … to</option>
      </select>
      {kind === "typed" && (
        <form className="side-times" onSubmit={changeTimes} key={`${range.from} ${range.to}`}>
          <input
            name="from"
            aria-label={`${letter} from, seconds`}
            inputMode="decimal"
            defaultValue={shown(range.from)}
          />
          <span className="muted">to</span>
          <input name="to" aria-label={`${letter} to, seconds`} inputMode="decimal" defaultValue={shown(range.to)} />
          <span className="muted">s</span>
          <button type="submit">Apply</button>
        </form>
      )}
      <button
        type="button"
        disabled={!sides.canCapture}
        title={sides.canCapture ? undefined : "Nothing is selected: drag over a chart first"}
        onClick={() => sides.capture(name)}
      >
        Use selection as {letter}
      </button>
      <p className="muted small">{sideFacts(side)}</p>
    </section>
  );
}

function shown(seconds: number): string {
  return String(Number(seconds.toFixed(3)));
}
