import type { TradeOff } from "../../series/halt-polling.ts";
import { formatRaw } from "../../series/units.ts";
import { type Advice, betweenText, candidateText, cpuText, keptText, timeText } from "./advice.ts";

interface Props {
  readonly advice: Advice;
  /** ns */
  readonly covered: bigint;
  /** The setting in force, ns; null: not known. */
  readonly current: bigint | null;
}

/** Every candidate with what it keeps and costs. */
export function CandidateTable({ advice, covered, current }: Props) {
  const { rows, successful, chosen, limit } = advice;
  const refused = current !== null && limit !== null && current > limit;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section className="wide" aria-label="Candidates" tabIndex={0}>
      <table className="range-table candidates">
        <caption>Candidates for halt_poll_ns</caption>
        <thead>
          <tr>
            <th scope="col">halt_poll_ns</th>
            <th scope="col">Exact (ns)</th>
            <th scope="col">Successful polls kept</th>
            <th scope="col">CPU burnt polling</th>
            <th scope="col">Of it in vain</th>
            <th scope="col">Time polling</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={String(row.candidate)} className={row === chosen ? "chosen" : ""}>
              <th scope="row">
                {candidateText(row.candidate)}
                {tagOf(row)}
              </th>
              <td>{formatRaw(row.candidate)}</td>
              <td>{successful === 0n ? "–" : keptText(row, successful)}</td>
              <td>{cpuText(row.cost, covered)}</td>
              <td>{cpuText(row.vain, covered)}</td>
              <td>{betweenText(row.cost, timeText)}</td>
            </tr>
          ))}
          {refused && (
            <tr>
              <th scope="row">
                {candidateText(current)}
                <span className="tag">current</span>
              </th>
              <td>{formatRaw(current)}</td>
              <td colSpan={4}>not measured: no poll was as long</td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );

  function tagOf(row: TradeOff) {
    const tags = [
      row.candidate === 0n ? "no polling" : null,
      row === chosen ? "advised" : null,
      row.candidate === current ? "current" : null,
    ].filter((tag) => tag !== null);
    return tags.map((tag) => (
      <span key={tag} className="tag">
        {tag}
      </span>
    ));
  }
}
