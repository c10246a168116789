// Where the parts of a chart lie, CSS pixels. The same margins in every chart: one crosshair crosses them all.

export const AXIS_WIDTH = 64;
/** Room at the right for labels of lines and duty cycles. */
export const RIGHT_MARGIN = 56;
export const TOP_MARGIN = 10;
export const TIME_AXIS_HEIGHT = 22;
export const STRIP_ROW = 22;

/** The plot inside the axes, relative to the chart's frame. */
export interface PlotArea {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Moves labels apart so that none overlaps: rows of their centres in, shifted rows out, order kept, inside 0..height. */
export function spreadLabels(rows: readonly number[], distance: number, height: number): number[] {
  const order = rows.map((row, index) => ({ row, index })).sort((a, b) => a.row - b.row);
  const placed = new Array<number>(rows.length).fill(0);
  let least = 0;
  for (const { row, index } of order) {
    const at = Math.max(row, least);
    placed[index] = at;
    least = at + distance;
  }
  let most = height;
  for (const { index } of order.reverse()) {
    const at = Math.min(placed[index] ?? 0, most);
    placed[index] = Math.max(at, 0);
    most = at - distance;
  }
  return placed;
}
