// What moves over the marks: crosshair, selection, dots, labels and the tip. Plain elements, written in
// the frame of the paint; React made the containers once.

import { formatTime } from "../series/time-labels.ts";
import { labelOrder, type PlotArea, spreadLabels } from "./layout.ts";
import type { EdgeLabel, ReadoutRow, Surface } from "./surface.ts";
import type { MarkerName } from "./view-store.ts";

/** The containers of one chart. */
export interface OverlayParts {
  /** Covers the plot: cursor, selection and dots are placed in it. */
  readonly plot: HTMLElement;
  readonly cursor: HTMLElement;
  readonly selection: HTMLElement;
  readonly markers: Readonly<Record<MarkerName, HTMLElement>>;
  readonly dots: HTMLElement;
  /** At the right of the plot. */
  readonly labels: HTMLElement;
  readonly tip: HTMLElement;
}

/** Most rows a tip shows. */
const TIP_ROWS = 8;
const LABEL_HEIGHT = 13;
/** Half of a dot, CSS pixels. */
const DOT = 4;

/** Brings everything to where the view is now; the labels at the right only when more than the cursor `moved`. */
export function placeOverlay(parts: OverlayParts, surface: Surface, id: string, moved: boolean): void {
  const { cursor, selection, markers, hover, range, labels, start } = surface.view.get();
  const { area } = surface;
  const x = cursor === null ? Number.NaN : surface.xOf(cursor);
  const shown = placeLine(parts.cursor, x, area.width);
  placeLine(parts.markers.a, markers.a === null ? Number.NaN : surface.xOf(markers.a), area.width);
  placeLine(parts.markers.b, markers.b === null ? Number.NaN : surface.xOf(markers.b), area.width);
  placeSelection(parts.selection, surface, selection);
  const rows = cursor === null || !shown ? [] : surface.painter.readout(cursor, hover === id ? surface.pointer : null);
  placeDots(parts.dots, surface, rows);
  if (moved) placeLabels(parts.labels, surface.painter.edgeLabels(surface.range), area.height);
  const tipped = shown && hover === id && cursor !== null;
  show(parts.tip, tipped);
  if (tipped)
    writeTip(
      parts.tip,
      formatTime(cursor, labels, start, range.to - range.from),
      rows,
      surface.painter.total?.(cursor) ?? null,
      x,
      area,
    );
}

/** Whether it is in the plot. */
function placeLine(element: HTMLElement, x: number, width: number): boolean {
  const shown = x >= -0.5 && x <= width + 0.5;
  show(element, shown);
  if (shown) element.style.transform = `translateX(${Math.round(x)}px)`;
  return shown;
}

function placeSelection(
  element: HTMLElement,
  surface: Surface,
  selection: { readonly from: number; readonly to: number } | null,
): void {
  const { width } = surface.area;
  const from = selection ? Math.max(surface.xOf(selection.from), 0) : 1;
  const to = selection ? Math.min(surface.xOf(selection.to), width) : 0;
  show(element, to >= from);
  if (to < from) return;
  element.style.transform = `translateX(${from}px)`;
  element.style.width = `${Math.max(to - from, 1)}px`;
}

function placeDots(container: HTMLElement, surface: Surface, rows: readonly ReadoutRow[]): void {
  const dots = rows.filter((row) => row.dot !== null);
  fitChildren(container, Math.min(dots.length, TIP_ROWS), "chart-dot");
  for (const [index, element] of [...container.children].entries()) {
    const row = dots[index];
    if (!row?.dot || !(element instanceof HTMLElement)) continue;
    const x = surface.xOf(row.dot.time);
    element.style.transform = `translate(${x - DOT}px, ${row.dot.y - DOT}px)`;
    element.style.borderColor = row.colour;
    show(element, x >= -DOT && x <= surface.area.width + DOT);
  }
}

/** What stood at the right of each plot: texts, and their order from the top. */
const ordered = new WeakMap<HTMLElement, { readonly texts: string; readonly order: readonly number[] }>();

function placeLabels(container: HTMLElement, labels: readonly EdgeLabel[], height: number): void {
  const rows = labels.map(({ y }) => y);
  const texts = labels.map(({ text }) => text).join("\n");
  const before = ordered.get(container);
  const order = labelOrder(rows, before?.texts === texts ? before.order : [], LABEL_HEIGHT / 2);
  ordered.set(container, { texts, order });
  const places = spreadLabels(rows, LABEL_HEIGHT, height, order);
  fitChildren(container, labels.length, "chart-label");
  for (const [index, element] of [...container.children].entries()) {
    const label = labels[index];
    if (!label || !(element instanceof HTMLElement)) continue;
    write(element, label.text);
    element.style.setProperty("--swatch", label.colour);
    element.style.transform = `translateY(${Math.round((places[index] ?? 0) - LABEL_HEIGHT / 2)}px)`;
  }
}

function writeTip(
  tip: HTMLElement,
  time: string,
  rows: readonly ReadoutRow[],
  total: string | null,
  x: number,
  area: PlotArea,
): void {
  const shown = (rows.length > TIP_ROWS ? rows.toSorted(byValue) : rows).slice(0, TIP_ROWS);
  const rest = rows.length - shown.length;
  const more = [rest > 0 ? `+${rest} more` : "", total === null ? "" : `total ${total}`].filter(Boolean).join(" · ");
  fitChildren(tip, 1 + shown.length + (more === "" ? 0 : 1), "chart-tip-row");
  const elements = [...tip.children].filter((child) => child instanceof HTMLElement);
  for (const [index, element] of elements.entries()) {
    const row = shown[index - 1];
    fitChildren(element, row ? 3 : 1, "");
    const [first, second, third] = [...element.children].filter((child) => child instanceof HTMLElement);
    if (!first) continue;
    first.className = row ? "chart-tip-swatch" : index === 0 ? "chart-tip-time" : "chart-tip-more";
    first.style.backgroundColor = row ? row.colour : "";
    write(first, row ? "" : index === 0 ? time : more);
    if (row && second && third) {
      element.dataset["strong"] = String(row.strong === true);
      second.className = "chart-tip-label";
      third.className = "chart-tip-value";
      write(second, row.label);
      write(third, row.text);
    }
  }
  // on the side of the crosshair where there is room
  const after = x < area.width / 2;
  tip.style.transform = `translateX(${Math.round(area.x + x + (after ? 12 : -12))}px) translateX(${after ? "0" : "-100%"})`;
}

/** What the pointer is at first, then the largest; rows without a number last. */
function byValue(a: ReadoutRow, b: ReadoutRow): number {
  if (a.strong !== b.strong && (a.strong || b.strong)) return a.strong ? -1 : 1;
  const rank = ({ value }: ReadoutRow) =>
    value === undefined || Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
  return rank(b) === rank(a) ? 0 : rank(b) - rank(a);
}

function fitChildren(container: HTMLElement, count: number, className: string): void {
  while (container.children.length > count) container.lastElementChild?.remove();
  while (container.children.length < count) {
    const child = document.createElement("span");
    child.className = className;
    container.append(child);
  }
}

/** Writes only what differs: an untouched text costs no layout. */
function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function show(element: HTMLElement, visible: boolean): void {
  if (element.hidden === visible) element.hidden = !visible;
}
