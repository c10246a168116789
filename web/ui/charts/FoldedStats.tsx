import { useId } from "react";
import type { StatGroup } from "../../series/catalog.ts";
import { explain } from "../../series/catalog.ts";
import { useChoice } from "../options.ts";
import { Icon } from "../page/Icon.tsx";
import { architectureIn } from "../table/table-rows.ts";
import { useSteady } from "../use-recording.ts";
import type { FoldedStat, Folds } from "./sections.ts";

/** Names listed at most: the table has a search. */
const MOST = 400;
const LISTS = ["none", "moved", "still", "zero"] as const;

interface Props {
  readonly group: StatGroup;
  readonly folds: Folds;
  /** The section shows statistics besides these. */
  readonly more: boolean;
}

/** What has no chart, counted and folded; unfolded, each name is a button that adds its chart. */
export function FoldedStats({ group, folds, more }: Props) {
  const { info } = useSteady();
  const [open, setOpen] = useChoice(`unfolded in ${group}`, LISTS);
  const listId = useId();
  const single = info.sources.every((source) => source.samples < 2);
  const words = {
    moved: more ? "more moved" : "moved",
    still: single ? (more ? "more not 0" : "not 0") : "never moved",
    zero: "all zero",
  };
  const lists = (["moved", "still", "zero"] as const).filter((each) => folds[each].length > 0);
  if (lists.length === 0) return null;
  const listed = open !== "none" && folds[open].length > 0 ? folds[open] : null;
  return (
    <div className="folds">
      <p>
        {lists.map((each) => (
          <button
            key={each}
            type="button"
            className="fold-button"
            aria-expanded={open === each}
            aria-controls={listId}
            aria-label={`${folds[each].length} ${words[each]} in ${group}`}
            onClick={() => setOpen(open === each ? "none" : each)}
          >
            <span className={open === each ? "fold unfolded" : "fold"}>
              <Icon name="open" />
            </span>
            {folds[each].length} {words[each]}
          </button>
        ))}
      </p>
      <div id={listId}>{listed !== null && <Names stats={listed} />}</div>
    </div>
  );
}

function Names({ stats }: { readonly stats: readonly FoldedStat[] }) {
  const { info, recording, dispatch } = useSteady();
  const architecture = architectureIn(info);
  return (
    <>
      <ul className="fold-names">
        {stats.slice(0, MOST).map(({ chart, name, plainName }) => (
          <li key={`${chart.scope} ${chart.key}`}>
            <button
              type="button"
              className="fold-name"
              aria-label={`Chart ${name}`}
              title={[name, explain(plainName, chart.scope, architecture)?.text].filter(Boolean).join("\n")}
              onClick={() => dispatch({ kind: "show chart", id: recording.id, chart })}
            >
              <span className="name">{name}</span>
            </button>
          </li>
        ))}
      </ul>
      {stats.length > MOST && <p className="muted small">{stats.length - MOST} more: search in the table</p>}
    </>
  );
}
