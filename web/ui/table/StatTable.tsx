import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { groupsAmong, type StatGroup } from "../../series/catalog.ts";
import { sheetText } from "../charts/sheet.ts";
import { useCommands } from "../commands/commands.ts";
import { useOption } from "../options.ts";
import { copyText } from "../page/copy.ts";
import { showPane } from "../page/panes.ts";
import type { Session } from "../session.ts";
import { sameChart } from "../state.ts";
import { CursorTime } from "../time/CursorTime.tsx";
import { useSteady } from "../use-recording.ts";
import { readingOf } from "./reading.ts";
import { rateText, rawText, valueText } from "./reading-text.ts";
import { SortHeader } from "./SortHeader.tsx";
import { StatRowView } from "./StatRowView.tsx";
import { TableTools } from "./TableTools.tsx";
import { type Filter, filterRows, hasChanges, rowsOf, type Sort, type StatRow, sortRows } from "./table-rows.ts";

const ROW_HEIGHT = 44;

/** Every statistic of the charted sources at the cursor's time. Values are written by the feed, not by React. */
export function StatTable() {
  const { info, recording, session, dispatch } = useSteady();
  const titleId = useId();
  const anyChanged = useMemo(() => hasChanges(info), [info]);
  const [searched, setSearched] = useOption("search");
  const query = searched ?? "";
  const [changedChoice, setChangedChoice] = useState<boolean | null>(null);
  const [source, setSource] = useState<number | null>(null);
  const [group, setGroup] = useState<StatGroup | null>(null);
  const [sort, setSort] = useState<Sort | null>(null);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [focused, setFocused] = useState(0);
  const changedOnly = changedChoice ?? anyChanged;
  // without a clock there are no rates and no course
  const timed = info.clock === "time";
  const columns = timed ? 5 : 3;

  const all = useMemo(() => rowsOf(info, recording.charted), [info, recording.charted]);
  const groups = useMemo(() => groupsAmong(all.map((row) => row.stat)), [all]);
  const filter: Filter = useMemo(
    () => ({
      query,
      changedOnly,
      source: all.some((row) => row.source.id === source) ? source : null,
      group: group !== null && groups.includes(group) ? group : null,
    }),
    [query, changedOnly, source, group, all, groups],
  );
  const filtered = useMemo(() => filterRows(all, filter, anyChanged), [all, filter, anyChanged]);
  const byNumber = sort !== null && sort.column !== "name";
  const sortMoment = useSettled(session, byNumber);
  // biome-ignore lint/correctness/useExhaustiveDependencies: sorted anew when the cursor has come to rest
  const rows = useMemo(
    () => sortRows(filtered.rows, sort, (row) => readingOf(row.source, row.stat.key, session.feed.read(row.source.id))),
    [filtered, sort, session, sortMoment],
  );

  const scroller = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 6,
  });
  const items = virtual.getVirtualItems();
  const current = Math.min(focused, rows.length - 1);

  useCommands([
    {
      id: "copy-table",
      title: "Copy the table",
      group: "Statistics",
      words: "clipboard spreadsheet",
      run: () => copyTable(),
    },
    {
      id: "search-statistics",
      title: "Search statistics",
      group: "Table",
      keys: [{ key: "/" }],
      run() {
        showPane("Statistics");
        // once it can be seen
        requestAnimationFrame(() => search.current?.focus());
      },
    },
    {
      id: "changed-only",
      title: changedOnly ? "Show all statistics" : `Show ${anyChanged ? "changed" : "not 0"} statistics only`,
      group: "Table",
      words: "hide zero constant changed only",
      run: () => setChangedChoice(!changedOnly),
    },
  ]);

  /** Every row that is found, at the cursor, also those that are scrolled out. */
  function copyTable(): void {
    const head = ["Statistic", "Source", "Type", "Value", "Raw u64", ...(timed ? ["Rate"] : [])];
    const lines = rows.map((row) => {
      const reading = readingOf(row.source, row.stat.key, session.feed.read(row.source.id));
      const cells = [row.name, row.sourceName, row.stat.descriptor.type, valueText(reading), rawText(reading)];
      return timed ? [...cells, rateText(reading, timed)] : cells;
    });
    copyText(sheetText([head, ...lines]), rows.length === 1 ? "1 statistic" : `${rows.length} statistics`);
  }

  function toggleDetails(row: StatRow): void {
    const next = new Set(open);
    if (!next.delete(row.id)) next.add(row.id);
    setOpen(next);
  }

  function toggleChart(row: StatRow): void {
    dispatch({ kind: "toggle chart", id: recording.id, chart: { scope: row.source.scope, key: row.stat.key } });
  }

  function focusRow(index: number): void {
    const next = Math.min(Math.max(index, 0), rows.length - 1);
    setFocused(next);
    virtual.scrollToIndex(next);
    requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus();
    });
  }

  function onKeyDown(event: KeyboardEvent): void {
    const row = rows[current];
    if (row === undefined || !(event.target instanceof HTMLElement) || event.target.dataset["row"] === undefined)
      return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / ROW_HEIGHT) - 1);
    const moves = new Map([
      ["ArrowDown", current + 1],
      ["ArrowUp", current - 1],
      ["PageDown", current + page],
      ["PageUp", current - page],
      ["Home", 0],
      ["End", rows.length - 1],
    ]);
    const to = moves.get(event.key);
    if (to !== undefined) focusRow(to);
    else if (event.key === "Enter") toggleChart(row);
    else if (event.key === "ArrowRight" && !open.has(row.id)) toggleDetails(row);
    else if (event.key === "ArrowLeft" && open.has(row.id)) toggleDetails(row);
    else return;
    event.preventDefault();
  }

  return (
    <section className="stats" aria-labelledby={titleId}>
      <header className="pane-header">
        <h2 id={titleId}>Statistics</h2>
        <CursorTime />
        <p className="muted small" aria-live="polite">
          {rows.length} shown{filtered.hidden > 0 ? `, ${filtered.hidden} hidden` : ""}
          {sort !== null && sort.column !== "name" && `, by unit, then ${sort.column}`}
        </p>
      </header>
      <TableTools
        search={search}
        query={query}
        changedOnly={changedOnly}
        changedLabel={anyChanged ? "Changed only" : "Not 0 only"}
        rows={all}
        groups={groups}
        source={filter.source}
        group={filter.group}
        onQuery={(text) => setSearched(text || null)}
        onChangedOnly={setChangedChoice}
        onSource={setSource}
        onGroup={setGroup}
        onCopy={copyTable}
      />
      <div className="stats-scroll" ref={scroller}>
        <table
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its rows take the focus and unfold
          role="treegrid"
          aria-labelledby={titleId}
          aria-rowcount={rows.length + 1}
          className="stats-grid"
          onKeyDown={onKeyDown}
        >
          <colgroup>
            <col className="col-name" />
            <col className="col-value" />
            <col className="col-raw" />
            {timed && <col className="col-rate" />}
            {timed && <col className="col-trend" />}
          </colgroup>
          <thead>
            <tr aria-rowindex={1}>
              <SortHeader column="name" sort={sort} onSort={setSort} text="Statistic" />
              <SortHeader column="value" sort={sort} onSort={setSort} text="Value" />
              <th scope="col" className="number">
                Raw u64
              </th>
              {timed && <SortHeader column="rate" sort={sort} onSort={setSort} text="Rate" />}
              {timed && <th scope="col">Trend</th>}
            </tr>
          </thead>
          <Spacer height={items[0]?.start ?? 0} columns={columns} />
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const chart = { scope: row.source.scope, key: row.stat.key };
            return (
              <tbody key={item.key} data-index={item.index} ref={virtual.measureElement}>
                <StatRowView
                  row={row}
                  index={item.index}
                  focusable={item.index === current}
                  open={open.has(row.id)}
                  charted={recording.charts.some((each) => sameChart(each, chart))}
                  onFocus={setFocused}
                  onDetails={toggleDetails}
                  onChart={toggleChart}
                />
              </tbody>
            );
          })}
          <Spacer height={virtual.getTotalSize() - (items.at(-1)?.end ?? 0)} columns={columns} />
        </table>
        {rows.length === 0 && <p className="empty">{emptyText()}</p>}
      </div>
    </section>
  );

  function emptyText(): string {
    if (all.length === 0) return "No source is chosen: tick one under Sources";
    if (filtered.hidden > 0) return `All ${filtered.hidden} statistics found are hidden by “Changed only”`;
    return "No statistic matches the search";
  }
}

/** The rows above or below those on the screen. */
function Spacer({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height <= 0) return null;
  return (
    <tbody aria-hidden="true">
      <tr>
        <td colSpan={columns} style={{ height, padding: 0 }} />
      </tr>
    </tbody>
  );
}

/** Counts up when other samples are at rest: not while playing, not while the pointer is over a chart. Only if it is `wanted`. */
function useSettled({ feed, player, view }: Session, wanted: boolean): number {
  const [moment, setMoment] = useState(0);
  useEffect(() => {
    if (!wanted) return;
    let sorted: unknown = null;
    function settle(): void {
      const answer = feed.get();
      const { cursor, hover } = view.get();
      const rests = !player.get().playing && hover === null && answer?.time === cursor;
      if (!rests || answer === sorted) return;
      sorted = answer;
      setMoment((before) => before + 1);
    }
    settle();
    // the samples can be there before the pointer leaves the chart or playback stops
    const stops = [feed.subscribe(settle), player.subscribe(settle), view.subscribe(settle)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [feed, player, view, wanted]);
  return moment;
}
