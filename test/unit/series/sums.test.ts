import fc from "fast-check";
import { expect, test } from "vitest";
import { createSums } from "../../../web/series/sums.ts";
import { assertProperty, u64 } from "../../support/property.ts";

test("sums of any u64 are those of bigint, rows of several values apart", () => {
  assertProperty(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.array(u64(), { maxLength: 40 }), (width, values) => {
      const n = Math.floor(values.length / width);
      const halves = new Uint32Array(BigUint64Array.from(values).buffer);
      const sums = createSums(n);
      for (let column = 0; column < width; column++) sums.add(halves.subarray(2 * column), 2 * width);
      const rows = Array.from({ length: n }, (_, i) => values.slice(i * width, (i + 1) * width));
      expect(sums.totals()).toEqual(rows.map((row) => row.reduce((sum, value) => sum + value, 0n)));
    }),
  );
});
