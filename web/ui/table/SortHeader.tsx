import type { Sort, SortColumn } from "./table-rows.ts";

interface Props {
  readonly column: SortColumn;
  readonly sort: Sort | null;
  readonly text: string;
  readonly onSort: (sort: Sort | null) => void;
}

/** A sortable column: first the useful direction, then the other, then the order of the file again. */
export function SortHeader({ column, sort, text, onSort }: Props) {
  const mine = sort?.column === column ? sort : null;
  const first = column !== "name";
  const next =
    mine === null ? { column, descending: first } : mine.descending === first ? { column, descending: !first } : null;
  return (
    <th
      scope="col"
      className={column === "name" ? "" : "number"}
      aria-sort={mine === null ? "none" : mine.descending ? "descending" : "ascending"}
    >
      <button type="button" className="sort" onClick={() => onSort(next)}>
        {text}
        <span aria-hidden="true">{mine === null ? "↕" : mine.descending ? "↓" : "↑"}</span>
      </button>
    </th>
  );
}
