import { useState } from "react";
import { displayName } from "../../format/text.ts";
import { unitFormat } from "../../series/units.ts";
import { Icon } from "../page/Icon.tsx";
import type { Kept } from "./kept.ts";
import { agoText } from "./recent-text.ts";
import type { KeptFiles } from "./use-kept.ts";

const BYTES = unitFormat({ type: "instant", unit: "bytes", base: 2, exponent: 0 }, "value");

interface Props {
  readonly kept: KeptFiles;
  /** Entries that are open now. */
  readonly open: readonly (Kept | null)[];
}

/** What can be opened again: by a press, and forgotten by another. Nothing when there is nothing. */
export function RecentFiles({ kept, open }: Props) {
  const [now] = useState(() => Date.now());
  const ids = new Set(open.map((entry) => entry?.id));
  const list = kept.list.filter((entry) => !ids.has(entry.id));
  if (list.length === 0) return null;
  return (
    <section aria-label="Recent files">
      <details className="recent-files">
        <summary>
          <h2>
            Recent files <span className="count">{list.length}</span>
          </h2>
        </summary>
        <ul className="recordings">
          {list.map((entry) => (
            <RecentFile key={entry.id} entry={entry} now={now} kept={kept} />
          ))}
        </ul>
        <button
          type="button"
          className="link small"
          title="The list, copies, and all notes that this browser keeps"
          onClick={() => kept.forget(list, "all")}
        >
          Forget all
        </button>
      </details>
    </section>
  );
}

function RecentFile({ entry, now, kept }: { readonly entry: Kept; readonly now: number; readonly kept: KeptFiles }) {
  const name = displayName(entry.name, 60);
  return (
    <li>
      <button type="button" className="recording" title={`Reopen ${name}`} onClick={() => kept.reopen(entry)}>
        <span className="name">{name}</span>
        <span className="muted small">
          {BYTES.format(entry.size)}, {agoText(entry.when, now)}
          {entry.copy !== null && ", copy"}
        </span>
      </button>
      <button
        type="button"
        className="quiet"
        aria-label={`Forget ${name}`}
        title={entry.copy === null ? `Forget ${name}` : `Forget ${name} and its copy`}
        onClick={() => kept.forget([entry], "theirs")}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}
