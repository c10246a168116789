import { useMemo } from "react";
import { type Buckets, edgeQuantity } from "../../series/percentile.ts";
import { unitName } from "../../series/units.ts";
import { showToast } from "../page/toasts.ts";
import { bucketRows, bucketsAsText, bucketTitles } from "./bucket-rows.ts";

interface Props {
  readonly title: string;
  readonly buckets: Buckets;
  readonly counts: ArrayLike<bigint>;
  /** What the counts are of. */
  readonly caption: string;
}

/** Bucket by bucket: exact edges, count, share, and the share of all up to it. */
export function BucketTable({ title, buckets, counts, caption }: Props) {
  const rows = useMemo(() => bucketRows(buckets, counts), [buckets, counts]);
  const unit = unitName(edgeQuantity(buckets));

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(bucketsAsText(rows, unit));
      showToast(`Copied ${rows.length} buckets`);
    } catch {
      showToast("Cannot copy: the browser does not allow it");
    }
  }

  return (
    <div className="bucket-table">
      <table className="range-table">
        <caption>
          {title}: {caption}
        </caption>
        <thead>
          <tr>
            {bucketTitles(unit).map((each) => (
              <th key={each} scope="col">
                {each}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.bucket} className={row.count === 0n ? "muted" : ""}>
              <th scope="row">{row.range}</th>
              <td>{row.exact}</td>
              <td>{row.countText}</td>
              <td>{row.share}</td>
              <td>{row.upTo}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p className="muted small">No samples</p>}
      <button
        type="button"
        className="copy"
        aria-label={`Copy table of ${title}`}
        disabled={rows.length === 0}
        onClick={() => void copy()}
      >
        Copy table
      </button>
    </div>
  );
}
