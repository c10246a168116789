import { useSyncExternalStore } from "react";
import { bucketLabel, bucketRawLabel } from "../../series/percentile.ts";
import { formatRaw } from "../../series/units.ts";
import { showByte } from "../bytes/links.ts";
import { useSteady } from "../use-recording.ts";
import { descriptorsOf, elementsOf } from "./reading.ts";
import type { StatRow } from "./table-rows.ts";

/** What a statistic means, what its descriptor says, and every value of it at the cursor. */
export function StatDetails({ row, columns }: { readonly row: StatRow; readonly columns: number }) {
  const { descriptor } = row.stat;
  const { explanation } = row;
  const { recording, dispatch } = useSteady();
  const dataOffset = row.source.generations.at(-1)?.table.header.dataOffset ?? 0;
  function showBytes(): void {
    for (const action of showByte(recording.id, row.source, dataOffset + descriptor.offset)) dispatch(action);
  }
  return (
    <tr aria-level={2} className="stat-details">
      <td colSpan={columns}>
        <p>{explanation?.text ?? "No kernel up to 7.3 documents a statistic of this name."}</p>
        {explanation !== null && explanation.architectures.length > 0 && (
          <p className="muted small">Counted on {explanation.architectures.join(", ")}</p>
        )}
        <dl className="facts">
          <Fact name="Type" value={descriptor.type} />
          <Fact name="Unit" value={`${descriptor.unit}, ${descriptor.base}^${descriptor.exponent}`} />
          <Fact name="Values" value={String(descriptor.size)} />
          <Fact name="Descriptor" value={String(descriptor.index)} />
          <Fact name="Offset in the data" value={`${descriptor.offset} bytes`} />
          <Fact name="Flags" value={`0x${descriptor.flags.toString(16)}`} />
          {descriptor.bucketSize > 0 && <Fact name="Bucket size" value={String(descriptor.bucketSize)} />}
          <Fact name="Group" value={row.group} />
        </dl>
        <p>
          <button type="button" className="link" onClick={showBytes}>
            Show its bytes
          </button>
        </p>
        {descriptor.size > 1 && <Elements row={row} />}
      </td>
    </tr>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** Every bucket with its exact edges and count. */
function Elements({ row }: { readonly row: StatRow }) {
  const { feed } = useSteady().session;
  useSyncExternalStore(feed.subscribe, feed.get);
  const read = feed.read(row.source.id);
  const table = read === null ? undefined : row.source.generations[read.generation]?.table;
  const descriptor = table && descriptorsOf(table).get(row.stat.key);
  if (read === null || table === undefined || descriptor === undefined) return null;
  const histogram = descriptor.type === "log-histogram" || descriptor.type === "linear-histogram";
  return (
    <table className="elements">
      <thead>
        <tr>
          <th scope="col">{histogram ? "Bucket" : "Element"}</th>
          {histogram && <th scope="col">Exact edges</th>}
          <th scope="col" className="number">
            Raw u64
          </th>
        </tr>
      </thead>
      <tbody>
        {elementsOf(read, descriptor, table).map((value, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bucket is its index
          <tr key={index} className={value === 0n ? "muted" : ""}>
            <th scope="row">{histogram ? bucketLabel(descriptor, index) : String(index)}</th>
            {histogram && <td>{bucketRawLabel(descriptor, index)}</td>}
            <td className="number">{value === null ? "cut" : formatRaw(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
