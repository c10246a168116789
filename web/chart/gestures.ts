// What wheel, keys, double clicks and pinches mean to a view. Pure; attach-gestures.ts wires them.

import {
  type ChartViewState,
  type MarkerName,
  type Markers,
  orderedRange,
  panRange,
  type TimeRange,
  zoomWithin,
} from "./view-store.ts";

/** Factor of the span per key. */
const KEY_ZOOM = 0.7;
/** Share of the view that Page up, Page down and Ctrl with an arrow go. */
const PAGE = 0.1;

/** Height of a marker's flag, from the plot's top, and how near to its middle counts, CSS pixels. */
const FLAG = { height: 16, reach: 9 };
/** How near to a marker's line counts below its flag, CSS pixels. */
const LINE_REACH = 3;

type Change = Partial<ChartViewState>;

/** The marker that a pointer takes hold of, CSS pixels in the plot; the nearer one of two, null for none. */
export function markerNear(
  markers: Markers,
  { x, y }: { readonly x: number; readonly y: number },
  xOf: (time: number) => number,
): MarkerName | null {
  const reach = y < FLAG.height ? FLAG.reach : LINE_REACH;
  const distance = (name: MarkerName) => {
    const time = markers[name];
    return time === null ? Number.POSITIVE_INFINITY : Math.abs(xOf(time) - x);
  };
  const nearest = distance("b") < distance("a") ? "b" : "a";
  return distance(nearest) <= reach ? nearest : null;
}

/** What a wheel turn does: Ctrl or ⌘ zooms at the pointer, sideways or with Shift it pans; null leaves the page to scroll. */
export function wheelChange(
  state: ChartViewState,
  wheel: Pick<WheelEvent, "deltaX" | "deltaY" | "deltaMode" | "ctrlKey" | "metaKey" | "shiftKey">,
  time: number,
  width: number,
): Change | null {
  // lines are about 16 pixels, pages about a plot
  const unit = wheel.deltaMode === 1 ? 16 : wheel.deltaMode === 2 ? width : 1;
  const delta = (Math.abs(wheel.deltaX) > Math.abs(wheel.deltaY) ? wheel.deltaX : wheel.deltaY) * unit;
  if (wheel.ctrlKey || wheel.metaKey) {
    const factor = Math.exp(Math.min(Math.max(delta, -120), 120) * 0.004);
    return { range: zoomWithin(state, time, factor), gesture: "zoom" };
  }
  const sideways = Math.abs(wheel.deltaX) > Math.abs(wheel.deltaY);
  if (sideways || wheel.shiftKey) return { range: panRange(state.range, delta / Math.max(width, 1)), gesture: "pan" };
  return null;
}

/** What a double click does: inside the selection zooms to it, outside shows all. */
export function doubleClickChange(state: ChartViewState, time: number): Change {
  const { selection } = state;
  return selection && time >= selection.from && time <= selection.to ? zoomToSelection(state) : { range: state.extent };
}

/** The view becomes the selection, which is then all there is to see. */
function zoomToSelection(state: ChartViewState): Change {
  return state.selection ? { range: state.selection, selection: null } : {};
}

/** W A S D by where they lie, unless the layout prints a comma or a period there: these step playback. */
function physicalChange(
  state: ChartViewState,
  { code, key }: Pick<KeyboardEvent, "code" | "key">,
  around: number,
): Change | null {
  if (key === "," || key === ".") return null;
  switch (code) {
    case "KeyW":
      return { range: zoomWithin(state, around, KEY_ZOOM) };
    case "KeyS":
      return { range: zoomWithin(state, around, 1 / KEY_ZOOM) };
    case "KeyA":
      return { range: panRange(state.range, -PAGE) };
    case "KeyD":
      return { range: panRange(state.range, PAGE) };
    default:
      return null;
  }
}

/** What a key does; null for keys that are not the chart's. `step` finds the next sample or pixel. */
export function keyChange(
  state: ChartViewState,
  key: Pick<KeyboardEvent, "key" | "code" | "shiftKey" | "ctrlKey">,
  step: (time: number, direction: -1 | 1) => number,
): Change | null {
  const middle = (state.range.from + state.range.to) / 2;
  const cursor = state.cursor ?? middle;
  const moved = movedCursor(state, key, cursor, step);
  if (moved !== null) {
    const time = Math.min(Math.max(moved, state.extent.from), state.extent.to);
    const follow = { cursor: time, range: showing(state.range, time) };
    return key.shiftKey && time !== cursor ? { ...follow, selection: extend(state.selection, cursor, time) } : follow;
  }
  if (key.ctrlKey) return null;
  const around = inside(state.range, cursor) ? cursor : middle;
  return printedChange(state, key.key, around) ?? physicalChange(state, key, around);
}

/** Keys by what is printed on them. */
function printedChange(state: ChartViewState, key: string, around: number): Change | null {
  switch (key) {
    case "+":
    case "=":
      return { range: zoomWithin(state, around, KEY_ZOOM) };
    case "-":
    case "_":
      return { range: zoomWithin(state, around, 1 / KEY_ZOOM) };
    case "0":
      return { range: state.extent };
    case "Enter":
    case "z":
    case "Z":
      return state.selection ? zoomToSelection(state) : null;
    case "Escape":
      return state.selection ? { selection: null } : null;
    default:
      return null;
  }
}

/** Where a key moves the cursor; null for keys that do not. */
function movedCursor(
  { range, extent }: ChartViewState,
  { key, ctrlKey }: Pick<KeyboardEvent, "key" | "ctrlKey">,
  cursor: number,
  step: (time: number, direction: -1 | 1) => number,
): number | null {
  const page = (range.to - range.from) * PAGE;
  switch (key) {
    case "ArrowLeft":
      return ctrlKey ? cursor - page : step(cursor, -1);
    case "ArrowRight":
      return ctrlKey ? cursor + page : step(cursor, 1);
    case "PageUp":
      return cursor - page;
    case "PageDown":
      return cursor + page;
    case "Home":
      return extent.from;
    case "End":
      return extent.to;
    default:
      return null;
  }
}

function inside(range: TimeRange, time: number): boolean {
  return time >= range.from && time <= range.to;
}

/** The range moved just so far that it shows the time. */
function showing(range: TimeRange, time: number): TimeRange {
  const by = time < range.from ? time - range.from : time > range.to ? time - range.to : 0;
  return by === 0 ? range : { from: range.from + by, to: range.to + by };
}

/** The end of the selection that is at the cursor moves, the other one stays. */
function extend(selection: TimeRange | null, cursor: number, time: number): TimeRange {
  if (!selection) return orderedRange(cursor, time);
  const anchor = Math.abs(selection.from - cursor) < Math.abs(selection.to - cursor) ? selection.to : selection.from;
  return orderedRange(anchor, time);
}

/** Zoom and pan of two fingers: the times under them stay under them. Positions are CSS pixels in the plot. */
export function pinchRange(
  range: TimeRange,
  width: number,
  before: readonly number[],
  after: readonly number[],
): TimeRange {
  const [a0 = 0, a1 = 0] = before;
  const [b0 = 0, b1 = 0] = after;
  const factor = Math.abs(b1 - b0) > 8 ? Math.abs(a1 - a0) / Math.abs(b1 - b0) : 1;
  const span = range.to - range.from;
  const time = range.from + ((a0 + a1) / 2 / width) * span;
  const from = time - ((b0 + b1) / 2 / width) * span * factor;
  return { from, to: from + span * factor };
}
