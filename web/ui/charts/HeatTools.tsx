import { LINES, type LineName } from "../../chart/heat.ts";
import type { Buckets } from "../../series/percentile.ts";
import { aboveText, levelsOf } from "./heat-options.ts";
import type { HeatChoice } from "./use-heat.ts";

interface Props {
  readonly title: string;
  readonly buckets: Buckets;
  /** Of the selection or the view; null until known. */
  readonly counts: ArrayLike<bigint> | null;
  readonly heat: HeatChoice;
}

/** What a heatmap's colours say, which percentiles it draws, and a level with what lies above it. */
export function HeatTools({ title, buckets, counts, heat }: Props) {
  const { mode, setMode, lines, setLines, level, setLevel } = heat;
  function toggle(name: LineName): void {
    setLines(LINES.filter((each) => (each === name ? !lines.includes(each) : lines.includes(each))));
  }
  return (
    <div className="heat-tools">
      <label>
        Colour{" "}
        <select
          aria-label={`Colour of ${title}`}
          value={mode}
          onChange={(event) => setMode(event.target.value === "share" ? "share" : "count")}
        >
          <option value="count">samples</option>
          <option value="share">share of column</option>
        </select>
      </label>
      <fieldset aria-label={`Percentile lines of ${title}`}>
        {LINES.map((name) => (
          <label key={name}>
            <input type="checkbox" checked={lines.includes(name)} onChange={() => toggle(name)} />
            {name}
          </label>
        ))}
      </fieldset>
      <label>
        Level{" "}
        <select
          aria-label={`Level in ${title}`}
          value={level ?? ""}
          onChange={(event) => setLevel(event.target.value === "" ? null : Number(event.target.value))}
        >
          <option value="">none</option>
          {levelsOf(buckets).map(({ edge, label }) => (
            <option key={edge} value={edge}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {level !== null && counts !== null && <output className="heat-above">{aboveText(counts, level)}</output>}
    </div>
  );
}
