import { useEffect, useRef } from "react";
import { unitName } from "../../series/units.ts";
import { Icon } from "../page/Icon.tsx";
import { useSteady } from "../use-recording.ts";
import { readingOf } from "./reading.ts";
import { rateText, rawText, valueText } from "./reading-text.ts";
import { StatDetails } from "./StatDetails.tsx";
import { TrendCell } from "./TrendCell.tsx";
import type { StatRow } from "./table-rows.ts";

interface Props {
  readonly row: StatRow;
  readonly index: number;
  readonly focusable: boolean;
  readonly open: boolean;
  /** Its statistic has a chart. */
  readonly charted: boolean;
  readonly onFocus: (index: number) => void;
  readonly onDetails: (row: StatRow) => void;
  readonly onChart: (row: StatRow) => void;
}

/** One statistic of one source; with its details below when it is open. */
export function StatRowView({ row, index, focusable, open, charted, onFocus, onDetails, onChart }: Props) {
  const { session, info } = useSteady();
  const value = useRef<HTMLTableCellElement>(null);
  const raw = useRef<HTMLTableCellElement>(null);
  const rate = useRef<HTMLTableCellElement>(null);
  const timed = info.clock === "time";

  useEffect(() => {
    function write(): void {
      const reading = readingOf(row.source, row.stat.key, session.feed.read(row.source.id));
      put(value.current, valueText(reading));
      put(raw.current, rawText(reading));
      put(rate.current, rateText(reading, timed));
    }
    write();
    return session.feed.subscribe(write);
  }, [row, session, timed]);

  const { descriptor } = row.stat;
  return (
    <>
      <tr
        aria-level={1}
        aria-rowindex={index + 2}
        aria-expanded={open}
        aria-selected={charted}
        className="stat-row"
        data-row={index}
        tabIndex={focusable ? 0 : -1}
        onFocus={() => onFocus(index)}
      >
        <td>
          <div className="stat-name">
            <button
              type="button"
              className="quiet disclose"
              tabIndex={-1}
              aria-expanded={open}
              aria-label={`Details of ${row.name}, ${row.sourceName}`}
              onClick={() => onDetails(row)}
            >
              <Icon name="open" />
            </button>
            <button
              type="button"
              className="stat-button"
              tabIndex={-1}
              aria-pressed={charted}
              title={titleOf(row, charted)}
              onClick={() => onChart(row)}
            >
              <span className="name">{row.name}</span>
              <span className="muted small">
                {row.sourceName} · {unitName(descriptor)} · {descriptor.type}
              </span>
            </button>
          </div>
        </td>
        <td className="number" ref={value} />
        <td className="number raw" ref={raw} />
        {timed && <td className="number" ref={rate} />}
        {timed && (
          <td>
            <TrendCell row={row} />
          </td>
        )}
      </tr>
      {open && <StatDetails row={row} columns={timed ? 5 : 3} />}
    </>
  );
}

/** What there is no room for: the meaning, and the whole second line. */
function titleOf({ name, sourceName, stat: { descriptor }, explanation }: StatRow, charted: boolean): string {
  const facts = `${sourceName} · ${unitName(descriptor)} · ${descriptor.type}`;
  return [name, explanation?.text, facts, `${charted ? "Remove" : "Add"} its chart`].filter(Boolean).join("\n");
}

function put(element: HTMLElement | null, text: string): void {
  if (element !== null && element.textContent !== text) element.textContent = text;
}
