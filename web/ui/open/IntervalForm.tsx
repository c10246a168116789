import { type FormEvent, useId, useState } from "react";
import { useSteady } from "../use-recording.ts";
import { INTERVAL_UNITS, type IntervalUnit, parseInterval } from "./interval.ts";

/** Asks for the sampling interval of dumps that carry no time. Nothing when all of them do. */
export function IntervalForm() {
  const { info, client } = useSteady();
  const [text, setText] = useState("250");
  const [unit, setUnit] = useState<IntervalUnit>("ms");
  const [wrong, setWrong] = useState(false);
  const inputId = useId();
  const wrongId = useId();
  const dumps = info.sources.filter((each) => each.timing === "ask").reduce((sum, each) => sum + each.samples, 0);
  if (dumps === 0) return null;

  function apply(event: FormEvent): void {
    event.preventDefault();
    const interval = parseInterval(text, unit);
    setWrong(interval === null);
    if (interval !== null) client.setInterval(info.id, interval);
  }

  return (
    <form className="interval" onSubmit={apply} aria-label="Sampling interval">
      <label htmlFor={inputId}>
        {dumps.toLocaleString("en-US")} {dumps === 1 ? "dump carries" : "dumps carry"} no time. Sampling interval:
      </label>
      <input
        id={inputId}
        inputMode="decimal"
        size={4}
        value={text}
        aria-invalid={wrong}
        aria-describedby={wrong ? wrongId : undefined}
        onChange={(event) => setText(event.target.value)}
      />
      <select
        aria-label="Unit of the interval"
        value={unit}
        onChange={(event) => setUnit(INTERVAL_UNITS.find((each) => each === event.target.value) ?? "ms")}
      >
        {INTERVAL_UNITS.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
      <button type="submit">Apply</button>
      {wrong && (
        <p id={wrongId} className="danger" role="alert">
          Cannot use this interval: a number above 0 and up to a year is needed
        </p>
      )}
    </form>
  );
}
