// What keys do in a chart that has the focus (chart/gestures.ts), as a list for the help and the palette.

import type { KeyCombo } from "../commands/commands.ts";

/** The press that does it in a chart. */
export interface ChartKey {
  readonly id: string;
  readonly title: string;
  readonly keys: readonly KeyCombo[];
  readonly press: {
    readonly key: string;
    readonly code: string;
    readonly shiftKey: boolean;
    readonly ctrlKey: boolean;
  };
}

export const CHART_KEYS: readonly ChartKey[] = [
  chartKey("zoom-in", "Zoom in", { key: "+" }, { code: "KeyW" }),
  chartKey("zoom-out", "Zoom out", { key: "-" }, { code: "KeyS" }),
  chartKey("zoom-all", "Show all of the recording", { key: "0" }),
  chartKey("zoom-selection", "Zoom to the selection", { key: "Enter" }, { code: "KeyZ" }),
  chartKey("pan-back", "Move the view back", { code: "KeyA" }),
  chartKey("pan-on", "Move the view on", { code: "KeyD" }),
  chartKey("cursor-back", "Move the cursor a sample back", { key: "ArrowLeft" }),
  chartKey("cursor-on", "Move the cursor a sample on", { key: "ArrowRight" }),
  chartKey("cursor-page-back", "Move the cursor back by a tenth of the view", { key: "PageUp" }),
  chartKey("cursor-page-on", "Move the cursor on by a tenth of the view", { key: "PageDown" }),
  chartKey("cursor-start", "Move the cursor to the start", { key: "Home" }),
  chartKey("cursor-end", "Move the cursor to the end", { key: "End" }),
  chartKey("select-back", "Select a sample back", { key: "ArrowLeft", shift: true }),
  chartKey("select-on", "Select a sample on", { key: "ArrowRight", shift: true }),
  chartKey("select-page-back", "Select back by a tenth of the view", { key: "PageUp", shift: true }),
  chartKey("select-page-on", "Select on by a tenth of the view", { key: "PageDown", shift: true }),
  chartKey("select-start", "Select to the start", { key: "Home", shift: true }),
  chartKey("select-end", "Select to the end", { key: "End", shift: true }),
  chartKey("select-clear", "Clear the selection", { key: "Escape" }),
];

/** The first combination is the one that is pressed. */
function chartKey(id: string, title: string, first: KeyCombo, ...more: readonly KeyCombo[]): ChartKey {
  const press = { key: first.key ?? "", code: first.code ?? "", shiftKey: first.shift ?? false, ctrlKey: false };
  return { id, title, keys: [first, ...more], press };
}
