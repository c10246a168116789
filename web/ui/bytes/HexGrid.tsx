import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type MouseEvent, memo, useEffect, useRef } from "react";
import { type FileMap, nextField, regionAt } from "./file-map.ts";
import { asciiByte, hexByte, offsetText } from "./hex.ts";

/** Bytes in a line. */
const PER_ROW = 16;
const ROW_HEIGHT = 22;

/** Bytes [from, to). */
export interface ByteSpan {
  readonly from: number;
  readonly to: number;
}

interface Props {
  readonly bytes: Uint8Array;
  /** The dump before, whose differences are marked. */
  readonly before: Uint8Array | null;
  readonly map: FileMap | null;
  /** Byte the keys act on. */
  readonly at: number;
  readonly selection: ByteSpan;
  /** What a finding is about. */
  readonly marked: readonly ByteSpan[];
  /** Id of what says the field at the byte, for screen readers. */
  readonly describedBy: string;
  /** `extend`: the selection grows to that byte. */
  readonly onMove: (at: number, extend: boolean) => void;
  readonly onHover: (at: number | null) => void;
  readonly onCopy: () => void;
}

/** The bytes in lines of 16: offset, hex, text, and the fields that begin there. */
export function HexGrid(props: Props) {
  const { bytes, map, at, selection, describedBy, onMove, onHover, onCopy } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: Math.ceil(bytes.length / PER_ROW),
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
  });
  const row = Math.floor(at / PER_ROW);
  useEffect(() => {
    virtual.scrollToIndex(row, { align: "auto" });
  }, [virtual, row]);

  function onKeyDown(event: KeyboardEvent): void {
    const { key, shiftKey, ctrlKey, metaKey } = event;
    const page = PER_ROW * Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / ROW_HEIGHT) - 1);
    const last = bytes.length - 1;
    const whole = ctrlKey || metaKey;
    const moves = new Map<string, number | null>([
      ["ArrowLeft", at - 1],
      ["ArrowRight", at + 1],
      ["ArrowUp", at - PER_ROW],
      ["ArrowDown", at + PER_ROW],
      ["PageUp", at - page],
      ["PageDown", at + page],
      ["Home", whole ? 0 : at - (at % PER_ROW)],
      ["End", whole ? last : at - (at % PER_ROW) + PER_ROW - 1],
      ["n", map === null ? null : nextField(map, at, 1)],
      ["N", map === null ? null : nextField(map, at, -1)],
    ]);
    if (whole && key.toLowerCase() === "c") onCopy();
    else {
      const to = moves.get(key);
      if (to === undefined) return;
      if (to !== null) onMove(Math.min(Math.max(to, 0), last), shiftKey && key !== "N");
    }
    event.preventDefault();
    event.stopPropagation();
  }

  function byteOf(event: MouseEvent): number | null {
    const cell = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>("[data-at]") : null;
    return cell === null ? null : Number(cell.dataset["at"]);
  }

  return (
    <div
      ref={scroller}
      className="hex"
      role="application"
      aria-label="Bytes of the dump"
      aria-describedby={describedBy}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: as the charts do, it handles every key itself
      tabIndex={0}
      onKeyDown={onKeyDown}
      onMouseDown={(event) => {
        const byte = byteOf(event);
        if (byte !== null && event.button === 0) onMove(byte, event.shiftKey);
      }}
      onMouseMove={(event) => {
        const byte = byteOf(event);
        onHover(byte);
        if (byte !== null && event.buttons === 1) onMove(byte, true);
      }}
      onMouseLeave={() => onHover(null)}
    >
      <div className="hex-all" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => (
          <HexRow
            key={item.key}
            {...props}
            top={item.start}
            from={item.index * PER_ROW}
            at={item.index === row ? at : -1}
            selection={clip(selection, item.index * PER_ROW)}
          />
        ))}
      </div>
    </div>
  );
}

/** What of a span lies in a line; the same object for all lines it has nothing in, so that they need no new render. */
function clip({ from, to }: ByteSpan, row: number): ByteSpan {
  return from < row + PER_ROW && to > row ? { from, to } : NOTHING;
}

const NOTHING: ByteSpan = { from: 0, to: 0 };

interface RowProps extends Props {
  readonly top: number;
  /** First byte. */
  readonly from: number;
}

const HexRow = memo(function HexRow({ bytes, before, map, at, selection, marked, top, from }: RowProps) {
  const indexes = Array.from({ length: Math.min(PER_ROW, bytes.length - from) }, (_, i) => from + i);
  const begins = map?.fields.filter((field) => field.from >= from && field.from < from + PER_ROW) ?? [];
  const hint = begins.map(({ name, value }) => `${name} ${value}`).join(" · ");
  return (
    <div aria-hidden="true" className="hex-row" style={{ top, height: ROW_HEIGHT }}>
      <span className="hex-offset">{offsetText(from)}</span>
      <span className="hex-bytes">
        {indexes.map((index) => {
          const byte = bytes[index] ?? 0;
          const changed = before !== null && before[index] !== byte;
          return (
            <span
              key={index}
              data-at={index}
              className={[
                "hex-byte",
                map === null ? "" : `region-${regionAt(map, index)?.kind ?? "gap"}`,
                changed ? "changed" : "",
                index === at ? "here" : "",
                index >= selection.from && index < selection.to ? "selected" : "",
                marked.some((span) => span.from <= index && index < span.to) ? "marked" : "",
              ].join(" ")}
            >
              {hexByte(byte)}
            </span>
          );
        })}
      </span>
      <span className="hex-ascii">
        {indexes.map((index) => (
          <span key={index} data-at={index}>
            {asciiByte(bytes[index] ?? 0)}
          </span>
        ))}
      </span>
      <span className="hex-hint" title={hint}>
        {hint}
      </span>
    </div>
  );
});
