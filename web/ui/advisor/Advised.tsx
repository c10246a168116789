import { useMemo } from "react";
import { candidatesOf } from "../../series/halt-polling.ts";
import { adviceOf, adviceText, candidateText, cautionText, checksOf, currentText, limitText } from "./advice.ts";
import { CandidateTable } from "./CandidateTable.tsx";
import { ChecksTable } from "./ChecksTable.tsx";
import type { Evidence } from "./evidence.ts";
import { type Mark, TradeOffChart } from "./TradeOffChart.tsx";
import { curveOf } from "./trade-off-points.ts";

interface Props {
  readonly evidence: Evidence;
  /** Percent of the successful polls to keep. */
  readonly keep: number;
  /** ns; null: not known. */
  readonly current: bigint | null;
}

/** The advice, what it rests on, and what it assumes. */
export function Advised({ evidence, keep, current }: Props) {
  const advice = useMemo(() => adviceOf(evidence, keep, current), [evidence, keep, current]);
  const { success, fail, covered, vcpus } = evidence;
  const candidates = useMemo(() => candidatesOf(success, fail), [success, fail]);
  const points = useMemo(() => curveOf(success, fail, candidates, covered), [success, fail, candidates, covered]);
  const checks = useMemo(() => checksOf(evidence), [evidence]);
  const caution = cautionText(advice);
  const now = currentText(advice, evidence, current);
  const limit = limitText(evidence);
  // two labels at one place would lie over each other
  const same = advice.chosen !== null && advice.chosen.candidate === advice.current?.candidate;
  const marks: readonly Mark[] = [
    ...(advice.chosen === null
      ? []
      : [
          {
            candidate: advice.chosen.candidate,
            label: candidateText(advice.chosen.candidate) + (same ? ", current" : ""),
            colour: "var(--text)",
          },
        ]),
    ...(advice.current === null || same
      ? []
      : [{ candidate: advice.current.candidate, label: "current", colour: "var(--warning)" }]),
  ];
  const of = vcpus === 1 ? "one vCPU" : `${vcpus} vCPUs together`;

  return (
    <>
      <section className="panel" aria-labelledby="advisor-advice">
        <h3 id="advisor-advice">Advice</h3>
        <p className="advice" role="status">
          {adviceText(advice, evidence, keep)}
        </p>
        {now !== null && <p>{now}</p>}
        {caution !== null && <p className="warning">{caution}</p>}
        {evidence.reset && (
          <p className="warning">Counters were reset in this range: what was counted before the resets is missing</p>
        )}
        {points.length > 0 && (
          <div className="advisor-charts">
            {advice.successful > 0n && (
              <TradeOffChart
                what="kept"
                title="Successful polls kept"
                points={points}
                candidates={candidates}
                marks={marks}
              />
            )}
            <TradeOffChart
              what="cost"
              title={`CPU burnt polling, of one CPU, ${of}`}
              points={points}
              candidates={candidates}
              marks={marks}
            />
          </div>
        )}
        {advice.rows.length > 0 && <CandidateTable advice={advice} covered={covered} current={current} />}
        {limit !== null && <p className="muted small">{limit}</p>}
      </section>
      <section className="panel" aria-labelledby="advisor-checks">
        <h3 id="advisor-checks">What it rests on</h3>
        <ChecksTable checks={checks} />
        <ul className="advisor-notes small">
          <li>A poll of length d costs min(d, candidate), and is kept if d is not above the candidate</li>
          <li>
            Histograms tell between which edges a poll lay, not how long it was: two numbers are the least and the most
            it can be, narrowed by the exact totals
          </li>
          <li>The guest goes on as it did in this range</li>
          <li>
            The polls were made under the setting of then, as it grew and shrank for each vCPU: a candidate caps them
            and makes none longer
          </li>
          <li>A poll succeeded if the vCPU never slept, even where its event came after the loop had ended</li>
          <li>What a sleep costs that a cut poll did not prevent, its switches and its late wake-up, is not counted</li>
        </ul>
      </section>
    </>
  );
}
