// Where the parts of a chart lie, CSS pixels. The same margins in every chart: one crosshair crosses them all.

export const AXIS_WIDTH = 64;
/** Room at the right for labels of lines and duty cycles. */
export const RIGHT_MARGIN = 56;
export const TOP_MARGIN = 10;
export const TIME_AXIS_HEIGHT = 22;
const STRIP_ROW = 22;
/** Many strips are lower: together about this high, none lower than the least. */
const STRIPS = 352;
const LEAST_STRIP = 6;
/** Room that a label of a row needs. */
export const ROW_LABEL = 14;

/** Height of each of some strips. */
export function stripRow(strips: number): number {
  return Math.max(LEAST_STRIP, Math.min(STRIP_ROW, Math.floor(STRIPS / Math.max(strips, 1))));
}

/** The plot inside the axes, relative to the chart's frame. */
export interface PlotArea {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Indices of labels from the top: `before` (none: as they lie), in which two change places only when the lower one has come to
 * lie more than `slack` above the other. Lines that are nearly equal do not make their labels jump.
 */
export function labelOrder(rows: readonly number[], before: readonly number[], slack: number): readonly number[] {
  const row = (index: number | undefined) => rows[index ?? -1] ?? 0;
  if (before.length !== rows.length) return [...rows.keys()].sort((a, b) => row(a) - row(b));
  const order = [...before];
  for (let end = 1; end < order.length; end++)
    for (let at = end; at > 0 && row(order[at]) < row(order[at - 1]) - slack; at--)
      order.splice(at - 1, 2, order[at] ?? 0, order[at - 1] ?? 0);
  return order;
}

/** Moves labels apart so that none overlaps: rows of their centres in, shifted rows out, in `order`, inside 0..height. */
export function spreadLabels(
  rows: readonly number[],
  distance: number,
  height: number,
  order: readonly number[] = labelOrder(rows, [], 0),
): number[] {
  const placed = new Array<number>(rows.length).fill(0);
  let least = 0;
  for (const index of order) {
    const at = Math.max(rows[index] ?? 0, least);
    placed[index] = at;
    least = at + distance;
  }
  let most = height;
  for (const index of order.toReversed()) {
    const at = Math.min(placed[index] ?? 0, most);
    placed[index] = Math.max(at, 0);
    most = at - distance;
  }
  return placed;
}
