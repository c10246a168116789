// Where dumps are missing or a counter began anew, of one source. Pure.

import { MARK_GAP, MARK_RESET } from "../../assembly/layout.ts";
import type { WindowAnswer } from "../series/model.ts";
import { gridOf } from "./spans.ts";

/** A stretch about which the counts of a chart do not tell all. */
export interface Break {
  /** gap: no dumps between its ends. reset: the counter fell, at the end. */
  readonly kind: "gap" | "reset";
  /** Seconds: of the sample before and of the one after, or of the pixel columns that hold them. */
  readonly from: number;
  readonly to: number;
  /** Name of the source. */
  readonly source: string;
}

/** The breaks of a source, in their order. */
export function breaksOf(answer: WindowAnswer, source: string): readonly Break[] {
  const found: Break[] = [];
  let before = answer.from;
  function add(marks: number, from: number, to: number): void {
    if ((marks & MARK_RESET) !== 0) found.push({ kind: "reset", from: to, to, source });
    else if ((marks & MARK_GAP) !== 0) found.push({ kind: "gap", from, to, source });
  }
  if (answer.points) {
    for (const [index, time] of answer.points.time.entries()) {
      add(answer.points.marks[index] ?? 0, before, time);
      before = time;
    }
    return found;
  }
  const { from, width } = gridOf(answer, answer.count.length);
  for (const [column, marks] of answer.marks.entries()) {
    const end = from + (column + 1) * width;
    add(marks, Math.min(before, end - width), end);
    // a sample without a rate is not counted
    if (marks !== 0 || (answer.count[column] ?? 0) > 0) before = end;
  }
  return found;
}
