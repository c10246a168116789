import { expect, it } from "vitest";
import { markerText, readMarkers } from "../../../../web/ui/time/markers.ts";

const EXTENT = { from: 0, to: 10 };

it("keeps a marker to the ns in its option", () => {
  const time = 1.234_567_891;
  const options = new Map([["marker a", markerText(time) ?? ""]]);
  expect(readMarkers(options, EXTENT)).toEqual({ a: time, b: null });
  expect(markerText(null)).toBeNull();
  expect(markerText(0.1 + 0.2)).toBe("0.3");
});

it.each(["", "  ", "soon", "NaN", "Infinity", "1e300", "-1", "10.001"])(
  "does not believe a link that says %j",
  (text) => {
    expect(readMarkers(new Map([["marker b", text]]), EXTENT)).toEqual({ a: null, b: null });
  },
);
