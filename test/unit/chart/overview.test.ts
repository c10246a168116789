import { describe, expect, it } from "vitest";
import { MARK_GAP, MARK_RESET } from "../../../assembly/layout.ts";
import { centredRange, draggedRange, endKey, gripAt, overviewColumns } from "../../../web/chart/overview.ts";
import type { WindowAnswer } from "../../../web/series/model.ts";

const none = Number.NaN;

/** One sample a column where there is a value; `marks` by column. */
function windowOf(mean: readonly number[], marks: Readonly<Record<number, number>> = {}): WindowAnswer {
  const values = Float64Array.from(mean);
  return {
    kind: "window",
    from: 0,
    to: mean.length,
    min: values,
    max: values,
    first: values,
    last: values,
    mean: values,
    weight: Float64Array.from(mean, (value) => (Number.isNaN(value) ? 0 : 1)),
    count: Uint32Array.from(mean, (value) => (Number.isNaN(value) ? 0 : 1)),
    marks: Uint8Array.from(mean, (_, column) => marks[column] ?? 0),
    before: none,
    points: null,
  };
}

describe("overviewColumns", () => {
  it("adds sources up, and takes their mean where sums mean nothing", () => {
    const answers = [windowOf([1, 2, none]), windowOf([3, 4, none])];
    expect([...(overviewColumns(answers, "sum")?.value ?? [])]).toEqual([4, 6, none]);
    expect([...(overviewColumns(answers, "mean")?.value ?? [])]).toEqual([2, 3, none]);
    expect(overviewColumns(answers, "sum")?.max).toBe(6);
    expect(overviewColumns([], "sum")).toBeNull();
  });

  it("fills columns between two samples with the rate of the later one", () => {
    expect([...(overviewColumns([windowOf([1, none, none, 5])], "sum")?.value ?? [])]).toEqual([1, 5, 5, 5]);
  });

  it("leaves a gap empty from the sample before it to the one after it", () => {
    const columns = overviewColumns([windowOf([1, none, none, none, 2], { 3: MARK_GAP })], "sum");
    expect([...(columns?.value ?? [])]).toEqual([1, none, none, 2, 2]);
    expect([...(columns?.gaps ?? [])]).toEqual([0, 1, 1, 1, 0]);
  });

  it("marks resets, which are no gaps", () => {
    const columns = overviewColumns([windowOf([1, none, 2], { 1: MARK_RESET })], "sum");
    expect([...(columns?.resets ?? [])]).toEqual([0, 1, 0]);
    expect([...(columns?.gaps ?? [])]).toEqual([0, 0, 0]);
  });
});

describe("the window", () => {
  const state = { extent: { from: 0, to: 100 }, range: { from: 20, to: 40 }, minSpan: 2 };

  it("is taken by its ends, moved by its middle, drawn anew beside it or where it is all there is", () => {
    expect(gripAt(state, 21, 2).kind).toBe("from");
    expect(gripAt(state, 41, 2).kind).toBe("to");
    expect(gripAt(state, 30, 2).kind).toBe("window");
    expect(gripAt(state, 60, 2).kind).toBe("new");
    expect(gripAt({ ...state, range: state.extent }, 50, 2).kind).toBe("new");
  });

  it("never leaves the recording, and is never shorter than a few samples", () => {
    const drag = (at: number, to: number) => draggedRange(gripAt(state, at, 2), to, state);
    expect(drag(20, 35)).toEqual({ from: 35, to: 40 });
    expect(drag(20, 90)).toEqual({ from: 38, to: 40 });
    expect(drag(40, 300)).toEqual({ from: 20, to: 100 });
    expect(drag(30, 95)).toEqual({ from: 80, to: 100 });
    expect(drag(60, 50)).toEqual({ from: 50, to: 60 });
    expect(drag(60, 60.5)).toEqual({ from: 60, to: 62 });
    expect(centredRange(state, 95)).toEqual({ from: 80, to: 100 });
  });

  it("follows arrows by a hundredth, Page keys by a tenth, Home and End", () => {
    expect(endKey(state, "from", "ArrowRight")).toEqual({ from: 21, to: 40 });
    expect(endKey(state, "to", "PageUp")).toEqual({ from: 20, to: 50 });
    expect(endKey(state, "from", "Home")).toEqual({ from: 0, to: 40 });
    expect(endKey(state, "from", "End")).toEqual({ from: 38, to: 40 });
    expect(endKey(state, "to", "a")).toBeNull();
  });
});
