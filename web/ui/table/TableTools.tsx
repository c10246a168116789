import type { RefObject } from "react";
import type { StatGroup } from "../../series/catalog.ts";
import { Icon } from "../page/Icon.tsx";
import type { StatRow } from "./table-rows.ts";

interface Props {
  readonly search: RefObject<HTMLInputElement | null>;
  readonly query: string;
  readonly changedOnly: boolean;
  readonly changedLabel: string;
  readonly rows: readonly StatRow[];
  readonly groups: readonly StatGroup[];
  readonly source: number | null;
  readonly group: StatGroup | null;
  readonly onQuery: (query: string) => void;
  readonly onChangedOnly: (on: boolean) => void;
  readonly onSource: (source: number | null) => void;
  readonly onGroup: (group: StatGroup | null) => void;
  readonly onCopy: () => void;
}

/** Search and filters of the table. */
export function TableTools(props: Props) {
  const sources = new Map(props.rows.map((row) => [row.source.id, row.sourceName]));
  return (
    <search className="table-tools" aria-label="Statistics">
      <input
        ref={props.search}
        type="search"
        aria-label="Search statistics"
        placeholder="Search names, meanings, units"
        value={props.query}
        onChange={(event) => props.onQuery(event.target.value)}
      />
      <select
        aria-label="Source shown"
        value={props.source ?? ""}
        onChange={(event) => props.onSource(event.target.value === "" ? null : Number(event.target.value))}
      >
        <option value="">All sources</option>
        {[...sources].map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <select
        aria-label="Group shown"
        value={props.group ?? ""}
        onChange={(event) => props.onGroup(props.groups.find((each) => each === event.target.value) ?? null)}
      >
        <option value="">All groups</option>
        {props.groups.map((group) => (
          <option key={group} value={group}>
            {group}
          </option>
        ))}
      </select>
      <label className="switch">
        <input
          type="checkbox"
          checked={props.changedOnly}
          onChange={(event) => props.onChangedOnly(event.target.checked)}
        />
        {props.changedLabel}
      </label>
      <button type="button" className="quiet" aria-label="Copy the table" title="Copy the table" onClick={props.onCopy}>
        <Icon name="copy" />
      </button>
    </search>
  );
}
