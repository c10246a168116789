import type { Check } from "./advice.ts";

/** What the buckets say against what the counters say. */
export function ChecksTable({ checks }: { readonly checks: readonly Check[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section className="wide" aria-label="Checks" tabIndex={0}>
      <table className="range-table">
        <caption>Buckets against the exact counters of the same range</caption>
        <thead>
          <tr>
            <th scope="col">Number</th>
            <th scope="col">From the buckets</th>
            <th scope="col">Exact</th>
            <th scope="col">Deviation</th>
          </tr>
        </thead>
        <tbody>
          {checks.map(({ name, buckets, exact, verdict, good }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{buckets}</td>
              <td>{exact}</td>
              <td className={good ? "" : "danger"}>{verdict}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
