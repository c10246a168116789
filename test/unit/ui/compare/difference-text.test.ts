import { expect, test } from "vitest";
import { type Difference, difference, type Tally } from "../../../../web/series/difference.ts";
import {
  amountText,
  changeText,
  evidenceText,
  lossText,
  middleText,
  ratioText,
} from "../../../../web/ui/compare/difference-text.ts";
import { PLAIN } from "../../../support/page-info.ts";

const NAMES = { a: "A", b: "B" };

function counted(amount: number, counts: readonly bigint[] | null = null): Tally {
  return { amount, exposure: 10, variance: amount, quantum: 1, samples: 10, resets: 0, gaps: 0, counts };
}

function between(a: number, b: number): Difference {
  return difference(counted(a), counted(b), "cumulative");
}

test("ratios go up or down, from or to nothing", () => {
  expect([between(100, 420), between(400, 100), between(0, 9), between(9, 0), between(4, 4)].map(ratioText)).toEqual([
    "×\u00a04.2",
    "÷\u00a04",
    "from 0",
    "to 0",
    "same",
  ]);
  expect(ratioText(difference(null, counted(5), "cumulative"))).toBe("–");
});

test("the evidence says what is certain, or that it may be chance, or where it is missing", () => {
  expect(evidenceText(between(1e6, 4e6), NAMES)).toBe("at least ×\u00a03.99");
  expect(evidenceText(between(4e6, 1e6), NAMES)).toBe("at least ÷\u00a03.99");
  expect(evidenceText(between(0, 3), NAMES)).toMatch(/^maybe chance \(1\.3\u00a0σ\)$/);
  expect(evidenceText(between(3, 3), NAMES)).toBe("none");
  expect(evidenceText(difference(null, counted(5), "cumulative"), NAMES)).toBe("only in B");
  expect(evidenceText(difference(null, null, "cumulative"), NAMES)).toBe("no sample");
});

test("a distribution that moved says how far", () => {
  const [low, high] = [counted(1e6, [0n, 1_000_000n, 0n, 0n]), counted(1e6, [0n, 0n, 0n, 1_000_000n])];
  expect(evidenceText(difference(low, high, "log-histogram"), NAMES)).toBe("samples 2 doublings longer");
  expect(evidenceText(difference(high, low, "log-histogram"), NAMES)).toBe("samples 2 doublings shorter");
});

test("amounts have their unit, changes their sign, losses their side", () => {
  const up = between(100, 420);
  expect(amountText(up.a, PLAIN)).toBe("10/s");
  expect(amountText(Number.NaN, PLAIN)).toBe("–");
  expect(changeText(up, PLAIN)).toBe("+32/s");
  expect(changeText(between(420, 100), PLAIN)).toBe("−32/s");
  const wait = { ...PLAIN, type: "log-histogram", unit: "seconds", exponent: -9, size: 4 } as const;
  expect(middleText(counted(100, [0n, 0n, 100n, 0n]), wait)).toBe("p50 < 4\u00a0ns");
  expect(middleText(counted(100), PLAIN)).toBe("");
  expect(lossText({ ...counted(1), resets: 2, gaps: 1 }, "A")).toBe("A: without 2 resets and 1 gap");
  expect(lossText(counted(1), "A")).toBe("");
});
