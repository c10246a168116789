import { describe, expect, it } from "vitest";
import { doubleClickChange, keyChange, markerNear, pinchRange, wheelChange } from "../../../web/chart/gestures.ts";
import { type ChartViewState, createChartView } from "../../../web/chart/view-store.ts";

function state(change: Partial<ChartViewState> = {}): ChartViewState {
  const view = createChartView({ from: 0, to: 100 });
  view.set({ range: { from: 20, to: 40 }, ...change });
  return view.get();
}

function wheel(change: object) {
  return { deltaX: 0, deltaY: 0, deltaMode: 0, ctrlKey: false, metaKey: false, shiftKey: false, ...change };
}

const step = (time: number, direction: -1 | 1) => time + direction;

describe("wheelChange", () => {
  it("leaves a plain wheel to the page", () => {
    expect(wheelChange(state(), wheel({ deltaY: 100 }), 30, 500)).toBeNull();
  });

  it("zooms at the pointer with Ctrl or Command", () => {
    for (const key of ["ctrlKey", "metaKey"]) {
      const change = wheelChange(state(), wheel({ deltaY: -100, [key]: true }), 25, 500);
      const { from, to } = change?.range ?? { from: 0, to: 0 };
      expect(to - from).toBeLessThan(20);
      expect((25 - from) / (to - from)).toBeCloseTo(0.25, 10);
    }
  });

  it("stays as it is at the closest zoom", () => {
    const close = state({ minSpan: 20 });
    expect(wheelChange(close, wheel({ deltaY: -100, ctrlKey: true }), 22, 500)?.range).toBe(close.range);
    const near = wheelChange(state({ minSpan: 19 }), wheel({ deltaY: -120, ctrlKey: true }), 25, 500)?.range;
    expect(near?.from).toBeCloseTo(20.25, 10);
    expect(near?.to).toBeCloseTo(39.25, 10);
  });

  it("pans when it turns sideways", () => {
    expect(wheelChange(state(), wheel({ deltaX: 50, deltaY: 3 }), 30, 500)?.range).toEqual({ from: 22, to: 42 });
    expect(wheelChange(state(), wheel({ deltaX: 2, deltaY: 30 }), 30, 500)).toBeNull();
  });

  it("pans with Shift, whichever way the browser turned the wheel", () => {
    expect(wheelChange(state(), wheel({ deltaY: 50, shiftKey: true }), 30, 500)?.range).toEqual({ from: 22, to: 42 });
    expect(wheelChange(state(), wheel({ deltaX: 50, shiftKey: true }), 30, 500)?.range).toEqual({ from: 22, to: 42 });
  });
});

describe("doubleClickChange", () => {
  const selected = state({ selection: { from: 25, to: 30 } });

  it("zooms inside the selection", () => {
    expect(doubleClickChange(selected, 27)).toEqual({ range: { from: 25, to: 30 }, selection: null });
  });

  it("shows all outside", () => {
    expect(doubleClickChange(selected, 35)).toEqual({ range: { from: 0, to: 100 } });
  });
});

describe("keyChange", () => {
  it("W A S D zoom and pan by where they lie, and leave the browser its shortcuts", () => {
    const at = { ...state({ cursor: 50 }), range: { from: 40, to: 60 } };
    const press = (code: string, more: { readonly ctrlKey?: boolean; readonly key?: string } = {}) =>
      keyChange(at, { key: "ц", code, shiftKey: false, ctrlKey: false, ...more }, step)?.range ?? null;
    expect(press("KeyW")).toEqual({ from: 43, to: 57 });
    expect(press("KeyS")?.from).toBeLessThan(40);
    expect(press("KeyA")).toEqual({ from: 38, to: 58 });
    expect(press("KeyD")).toEqual({ from: 42, to: 62 });
    expect(press("KeyD", { ctrlKey: true })).toBeNull();
    expect(press("KeyW", { key: "," })).toBeNull();
    const selected = { ...at, selection: { from: 45, to: 50 } };
    const azerty = { key: "z", code: "KeyW", shiftKey: false, ctrlKey: false };
    expect(keyChange(selected, azerty, step)?.range).toEqual({ from: 45, to: 50 });
  });

  it("moves the cursor by a sample and takes the view along", () => {
    expect(
      keyChange(state({ cursor: 30 }), { key: "ArrowRight", code: "", shiftKey: false, ctrlKey: false }, step)?.cursor,
    ).toBe(31);
    expect(
      keyChange(state({ cursor: 40 }), { key: "ArrowRight", code: "", shiftKey: false, ctrlKey: false }, step),
    ).toEqual({
      cursor: 41,
      range: { from: 21, to: 41 },
    });
    expect(
      keyChange(state({ cursor: 0 }), { key: "ArrowLeft", code: "", shiftKey: false, ctrlKey: false }, step)?.cursor,
    ).toBe(0);
  });

  it("grows and shrinks the selection with Shift", () => {
    const first = keyChange(
      state({ cursor: 30 }),
      { key: "ArrowRight", code: "", shiftKey: true, ctrlKey: false },
      step,
    );
    expect(first?.selection).toEqual({ from: 30, to: 31 });
    const end = keyChange(
      state({ cursor: 100 }),
      { key: "ArrowRight", code: "", shiftKey: true, ctrlKey: false },
      step,
    );
    expect(end).not.toHaveProperty("selection");
    const selected = state({ cursor: 35, selection: { from: 30, to: 35 } });
    expect(
      keyChange(selected, { key: "ArrowLeft", code: "", shiftKey: true, ctrlKey: false }, step)?.selection,
    ).toEqual({
      from: 30,
      to: 34,
    });
  });

  it.each([
    ["Home", false, 0],
    ["End", false, 100],
    ["PageUp", false, 28],
    ["PageDown", false, 32],
    ["ArrowLeft", true, 28],
    ["ArrowRight", true, 32],
  ])("%s (Ctrl %s) moves the cursor to %d, with Shift it selects the way there", (key, ctrlKey, time) => {
    const change = keyChange(state({ cursor: 30 }), { key, code: "", ctrlKey, shiftKey: false }, step);
    expect(change?.cursor).toBe(time);
    expect(change?.range?.from).toBeLessThanOrEqual(time);
    expect(change?.range?.to).toBeGreaterThanOrEqual(time);
    expect(change).not.toHaveProperty("selection");
    const selecting = keyChange(state({ cursor: 30 }), { key, code: "", ctrlKey, shiftKey: true }, step);
    expect(selecting?.selection).toEqual({ from: Math.min(30, time), to: Math.max(30, time) });
  });

  it("zooms, resets and clears", () => {
    const selected = state({ selection: { from: 25, to: 30 } });
    const press = (key: string, at = selected) =>
      keyChange(at, { key, code: "", shiftKey: false, ctrlKey: false }, step);
    expect(press("Enter")).toEqual({ range: { from: 25, to: 30 }, selection: null });
    expect(press("z")).toEqual(press("Enter"));
    expect(press("Escape")).toEqual({ selection: null });
    expect(press("0")).toEqual({ range: { from: 0, to: 100 } });
    expect(press("+")?.range?.from).toBeGreaterThan(20);
    expect(press("-")?.range?.from).toBeLessThan(20);
  });

  it("leaves other keys, and keys without a meaning now, to the page", () => {
    for (const key of ["a", "Tab", " ", "Enter", "Escape"])
      expect(keyChange(state(), { key, code: "", shiftKey: false, ctrlKey: false }, step)).toBeNull();
    for (const key of ["0", "+", "-", "z"])
      expect(keyChange(state(), { key, code: "", shiftKey: false, ctrlKey: true }, step)).toBeNull();
  });
});

describe("pinchRange", () => {
  it("keeps the times under the fingers", () => {
    const range = pinchRange({ from: 0, to: 10 }, 100, [40, 60], [30, 70]);
    expect(range).toEqual({ from: 2.5, to: 7.5 });
  });

  it("pans when the fingers keep their distance", () => {
    expect(pinchRange({ from: 0, to: 10 }, 100, [40, 60], [50, 70])).toEqual({ from: -1, to: 9 });
  });
});

describe("markerNear", () => {
  const xOf = (time: number) => time * 10;

  it("takes the flag within its width, the line only close by", () => {
    const markers = { a: 10, b: 30 };
    expect(markerNear(markers, { x: 107, y: 5 }, xOf)).toBe("a");
    expect(markerNear(markers, { x: 107, y: 80 }, xOf)).toBeNull();
    expect(markerNear(markers, { x: 298, y: 80 }, xOf)).toBe("b");
    expect(markerNear({ a: null, b: null }, { x: 0, y: 5 }, xOf)).toBeNull();
  });

  it("takes the nearer of two that stand close together", () => {
    expect(markerNear({ a: 10, b: 10.5 }, { x: 104, y: 5 }, xOf)).toBe("b");
  });
});
