import { useEffect, useMemo, useRef } from "react";
import { bySize } from "../../series/difference.ts";
import { useOption } from "../options.ts";
import { Boundary } from "../page/Boundary.tsx";
import { CompareChart } from "./CompareChart.tsx";
import { CompareTable } from "./CompareTable.tsx";
import "./compare.css";
import { SideForm } from "./SideForm.tsx";
import type { Side } from "./sides.ts";
import { useComparison } from "./use-comparison.ts";
import { type Sides, useSides } from "./use-sides.ts";

/** Two recordings, VMs, vCPUs or stretches of time against each other. */
export function Compare() {
  const sides = useSides();
  if (sides === null) return <p className="empty">Nothing to compare yet: no source was read</p>;
  return <Comparison sides={sides} />;
}

function Comparison({ sides }: { readonly sides: Sides }) {
  const { a, b } = sides;
  const { stats, progress } = useComparison(a, b);
  const [wanted, setWanted] = useOption("compare stat");
  const chosen = useMemo(() => {
    const found = stats?.find(({ id }) => id === wanted);
    return found ?? stats?.toSorted((x, y) => bySize(x.difference, y.difference))[0] ?? null;
  }, [stats, wanted]);
  const chart = useRef<HTMLDivElement>(null);
  const asked = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another statistic is charted
  useEffect(() => {
    // the list is below the chart: what was asked for comes into sight
    if (asked.current) chart.current?.scrollIntoView({ block: "start" });
    asked.current = false;
  }, [chosen?.id]);
  function choose(id: string): void {
    asked.current = true;
    setWanted(id);
  }
  return (
    <div className="compare">
      <div className="sides">
        <SideForm name="a" side={a} sides={sides} />
        <SideForm name="b" side={b} sides={sides} />
      </div>
      <div className="compare-tools">
        <button type="button" onClick={sides.swap}>
          Swap A and B
        </button>
        <button type="button" disabled={!sides.chosen} onClick={sides.clear}>
          Clear
        </button>
        <span role="status" className="muted small compare-progress">
          {progress !== null && (
            <>
              <progress value={progress} aria-label="Statistics compared" /> Comparing
            </>
          )}
        </span>
      </div>
      {isSame(a, b) && <p className="empty">A and B are the same: choose another recording, source or time for one</p>}
      {chosen !== null && !isSame(a, b) && (
        <div ref={chart} className="compare-chart">
          <Boundary what="this chart" key={chosen.id}>
            <CompareChart stat={chosen} a={a} b={b} />
          </Boundary>
        </div>
      )}
      {stats !== null && !isSame(a, b) && (
        <CompareTable stats={stats} chosen={chosen?.id ?? null} onChoose={choose} stale={progress !== null} />
      )}
    </div>
  );
}

function isSame(a: Side, b: Side): boolean {
  return a.sources === b.sources
    ? sameRange(a, b)
    : a.sources.map(({ id }) => id).join() === b.sources.map(({ id }) => id).join() && sameRange(a, b);
}

function sameRange(a: Side, b: Side): boolean {
  return a.range.from === b.range.from && a.range.to === b.range.to;
}
