import { type KeyboardEvent, useId, useRef, useState } from "react";
import { seriesColour } from "../../chart/colors.ts";
import { displayName } from "../../format/text.ts";
import type { RecordingInfo, SourceId } from "../../series/model.ts";
import { colourOf } from "../charts/chart-data.ts";
import { Icon } from "../page/Icon.tsx";
import { useRecording } from "../use-recording.ts";
import { checkOf, type TreeItem, treeItems } from "./tree-items.ts";

/** VMs and their vCPUs; ticked ones are charted. Arrows move, Space ticks, Left and Right fold. */
export function SourceTree() {
  const { info, recording, dispatch } = useRecording();
  const titleId = useId();
  const tree = useRef<HTMLDivElement>(null);
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set());
  const [focused, setFocused] = useState(0);
  const items = treeItems(info, folded);
  const current = Math.min(focused, items.length - 1);

  function toggle(item: TreeItem): void {
    const on = checkOf(item, recording.charted) !== "true";
    dispatch({ kind: "chart sources", id: recording.id, sources: item.sources, on });
  }

  function fold(vm: number, shut: boolean): void {
    const next = new Set(folded);
    if (shut) next.add(vm);
    else next.delete(vm);
    setFolded(next);
  }

  function move(to: number): void {
    const next = Math.min(Math.max(to, 0), items.length - 1);
    setFocused(next);
    tree.current?.querySelectorAll<HTMLElement>('[role="treeitem"]')[next]?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    const item = items[current];
    if (item === undefined) return;
    if (event.key === "ArrowDown") move(current + 1);
    else if (event.key === "ArrowUp") move(current - 1);
    else if (event.key === "Home") move(0);
    else if (event.key === "End") move(items.length - 1);
    else if (event.key === " " || event.key === "Enter") toggle(item);
    else if (event.key === "ArrowRight" && item.kind === "vm") fold(item.vm, false);
    else if (event.key === "ArrowLeft" && item.kind === "vm") fold(item.vm, true);
    else if (event.key === "ArrowLeft") move(items.findIndex((each) => each.kind === "vm" && each.vm === item.vm));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <section aria-labelledby={titleId}>
      <h2 id={titleId}>Sources</h2>
      <div
        role="tree"
        aria-labelledby={titleId}
        aria-multiselectable="true"
        ref={tree}
        onKeyDown={onKeyDown}
        tabIndex={-1}
      >
        {items.map((item, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys
          <div
            key={item.key}
            role="treeitem"
            aria-level={item.kind === "vm" ? 1 : 2}
            aria-checked={checkOf(item, recording.charted)}
            aria-selected={false}
            {...(item.kind === "vm" ? { "aria-expanded": !folded.has(item.vm) } : {})}
            className="tree-item"
            tabIndex={index === current ? 0 : -1}
            onFocus={() => setFocused(index)}
            onClick={() => toggle(item)}
          >
            {item.kind === "vm" && (
              <FoldButton shut={folded.has(item.vm)} onPress={() => fold(item.vm, !folded.has(item.vm))} />
            )}
            <span className="tick" aria-hidden="true" />
            {item.kind === "source" && <Swatch info={info} source={item.source.id} />}
            <span className="name" title={displayName(item.title)}>
              {displayName(item.name, 60)}
            </span>
            <span className="muted small" title={detailOf(item)}>
              {detailOf(item)}
            </span>
            {item.findings > 0 && <FindingBadge count={item.findings} />}
          </div>
        ))}
      </div>
    </section>
  );
}

function FoldButton({ shut, onPress }: { readonly shut: boolean; readonly onPress: () => void }) {
  return (
    <span
      className={shut ? "fold" : "fold unfolded"}
      aria-hidden="true"
      onClick={(event) => {
        event.stopPropagation();
        onPress();
      }}
    >
      <Icon name="open" />
    </span>
  );
}

function Swatch({ info, source }: { readonly info: RecordingInfo; readonly source: SourceId }) {
  const found = info.sources.find((each) => each.id === source);
  if (found === undefined) return null;
  return (
    <svg className="swatch" viewBox="0 0 8 8" width="8" height="8" aria-hidden="true">
      <rect width="8" height="8" rx="2" fill={seriesColour(colourOf(found, info))} />
    </svg>
  );
}

function FindingBadge({ count }: { readonly count: number }) {
  const noun = count === 1 ? "finding" : "findings";
  return (
    <span className="badge" title={`${count} ${noun}`}>
      <Icon name="warning" />
      {count}
      <span className="visually-hidden"> {noun}</span>
    </span>
  );
}

function detailOf(item: TreeItem): string {
  if (item.kind === "vm") return "";
  const { samples, generations, short } = item.source;
  const parts = [samples === 1 ? "1 sample" : `${samples.toLocaleString("en-US")} samples`];
  if (generations.length > 1) parts.push(`${generations.length} generations`);
  if (short > 0) parts.push(`${short} cut`);
  return parts.join(", ");
}
