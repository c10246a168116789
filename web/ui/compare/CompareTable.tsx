import { useDeferredValue, useMemo, useState } from "react";
import { explain, matches } from "../../series/catalog.ts";
import { bySize } from "../../series/difference.ts";
import { unitName } from "../../series/units.ts";
import { countedQuantity } from "../table/reading.ts";
import { type CompareColumn, type ComparedStat, type CompareSort, sortCompared } from "./comparison.ts";
import "./differences.css";
import { amountText, changeText, evidenceText, lossText, middleText, ratioText } from "./difference-text.ts";

/** Rows shown before "Show all". */
const FIRST = 50;

const COLUMNS: readonly { readonly column: CompareColumn; readonly text: string }[] = [
  { column: "name", text: "Statistic" },
  { column: "a", text: "A" },
  { column: "b", text: "B" },
  { column: "change", text: "B − A" },
  { column: "ratio", text: "B / A" },
  { column: "score", text: "Evidence" },
];

const NAMES = { a: "A", b: "B" };

interface Props {
  readonly stats: readonly ComparedStat[];
  /** Id of the one that is charted. */
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
  /** Of other sides: a new list is being made. */
  readonly stale: boolean;
}

/** What differs most: sortable, searchable; a row's button charts it. */
export function CompareTable({ stats, chosen, onChoose, stale }: Props) {
  const [query, setQuery] = useState("");
  const [sort, setSort] = useState<CompareSort>({ column: "score", descending: true });
  const [all, setAll] = useState(false);
  const wanted = useDeferredValue(query);
  const found = useMemo(() => {
    const matching = stats.filter(({ name, scope, descriptor }) =>
      matches(wanted, [name, scope, unitName(descriptor), explain(descriptor.name, scope, null)?.text ?? ""]),
    );
    return sortCompared(matching, sort, bySize);
  }, [stats, wanted, sort]);
  const shown = all ? found : found.slice(0, FIRST);

  return (
    <section aria-label="What differs most" className="compare-list">
      <div className="compare-tools">
        <h3>What differs most</h3>
        <input
          type="search"
          aria-label="Search differences"
          placeholder="Search statistics"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <p className="muted small">
          {found.filter(({ difference }) => difference.score > 0).length} of {found.length} differ more than by chance
        </p>
      </div>
      <table className={stale ? "differences stale" : "differences"} aria-busy={stale}>
        <caption className="visually-hidden">What differs most between A and B</caption>
        <thead>
          <tr>
            {COLUMNS.map(({ column, text }) => (
              <Heading key={column} column={column} text={text} sort={sort} onSort={setSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((stat) => (
            <Row key={stat.id} stat={stat} chosen={stat.id === chosen} onChoose={onChoose} />
          ))}
        </tbody>
      </table>
      {found.length > shown.length && (
        <button type="button" onClick={() => setAll(true)}>
          Show all {found.length}
        </button>
      )}
    </section>
  );
}

interface HeadingProps {
  readonly column: CompareColumn;
  readonly text: string;
  readonly sort: CompareSort;
  readonly onSort: (sort: CompareSort) => void;
}

function Heading({ column, text, sort, onSort }: HeadingProps) {
  const mine = sort.column === column;
  const direction = sort.descending ? "descending" : "ascending";
  const next = { column, descending: mine ? !sort.descending : column !== "name" };
  return (
    <th
      scope="col"
      className={column === "name" || column === "score" ? "" : "number"}
      aria-sort={mine ? direction : "none"}
    >
      <button type="button" className="sort" onClick={() => onSort(next)}>
        {text}
        <span aria-hidden="true">{mine ? (sort.descending ? "↓" : "↑") : "↕"}</span>
      </button>
    </th>
  );
}

interface RowProps {
  readonly stat: ComparedStat;
  readonly chosen: boolean;
  readonly onChoose: (id: string) => void;
}

function Row({ stat, chosen, onChoose }: RowProps) {
  const { descriptor, difference, name, scope, a, b } = stat;
  const loss = [lossText(a, "A"), lossText(b, "B")].filter(Boolean).join("\n");
  const resets = (a?.resets ?? 0) + (b?.resets ?? 0);
  return (
    <tr>
      <th scope="row">
        <button
          type="button"
          className="stat-button"
          aria-pressed={chosen}
          title="Chart it"
          onClick={() => onChoose(stat.id)}
        >
          <span className="name">{name}</span>
          <span className="muted small">
            {scope} · {unitName(countedQuantity(descriptor))}
          </span>
        </button>
      </th>
      <td className="number" title={loss}>
        {amountText(difference.a, descriptor)}
        <span className="muted small">{middleText(a, descriptor)}</span>
      </td>
      <td className="number" title={loss}>
        {amountText(difference.b, descriptor)}
        <span className="muted small">{middleText(b, descriptor)}</span>
      </td>
      <td className="number">{changeText(difference, descriptor)}</td>
      <td className="number">{ratioText(difference)}</td>
      <td className="evidence">
        {evidenceText(difference, NAMES)}
        {resets > 0 && <span className="warning small">{resets === 1 ? "1 reset" : `${resets} resets`}</span>}
      </td>
    </tr>
  );
}
