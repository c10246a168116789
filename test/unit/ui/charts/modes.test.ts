import { expect, test } from "vitest";
import type { Descriptor } from "../../../../web/format/model.ts";
import { FIGURES } from "../../../../web/series/figures.ts";
import type { RecordingInfo } from "../../../../web/series/model.ts";
import { planChart } from "../../../../web/ui/charts/chart-data.ts";
import { hasScale, modeNamed, modesOf } from "../../../../web/ui/charts/modes.ts";
import { PLAIN, sourceInfo } from "../../../support/page-info.ts";

function planOf(of: Partial<Descriptor>, sources: number) {
  const it = { key: "it", descriptor: { ...PLAIN, name: "it", ...of }, changed: true, nonzero: true };
  const many = Array.from({ length: sources }, (_, vcpu) => sourceInfo(vcpu, { stats: [it] }));
  const info = { clock: "time", sources: many } as unknown as RecordingInfo;
  const plan = planChart({ scope: "vcpu", key: "it" }, info, new Set(many.map(({ id }) => id)));
  if (plan === null) throw new Error("Cannot plan the chart");
  return plan;
}

test("a counter of several sources can be lines, layers, a sum, small multiples or a heat strip; of many begins as one", () => {
  expect(modesOf(planOf({ type: "cumulative" }, 4))).toEqual(["lines", "stacked", "sum", "multiples", "rows"]);
  expect(modesOf(planOf({ type: "cumulative" }, 17))[0]).toBe("rows");
  expect(modesOf(planOf({ type: "cumulative" }, 1))).toEqual(["lines"]);
});

test("a peak is never added up, yes or no and histograms have one way", () => {
  expect(modesOf(planOf({ type: "peak" }, 4))).toEqual(["lines", "multiples", "rows"]);
  expect(modesOf(planOf({ type: "instant", unit: "boolean" }, 4))).toEqual(["lines"]);
  expect(modesOf(planOf({ type: "log-histogram", size: 4 }, 4))).toEqual(["lines"]);
});

test("a share of counts is never added up, a share of time is", () => {
  const [success, waste] = ["poll-success", "poll-waste"].map((id) => FIGURES.find((figure) => figure.id === id));
  expect(success?.below).not.toBeTypeOf("string");
  expect(waste?.below).toBeTypeOf("string");
});

test("what a link asks for is taken where it makes sense; layers have no powers", () => {
  const plan = planOf({ type: "peak" }, 4);
  expect(modeNamed(plan, "rows")).toBe("rows");
  expect(modeNamed(plan, "stacked")).toBe("lines");
  expect(modeNamed(plan, "<script>")).toBe("lines");
  expect(hasScale(plan, "lines")).toBe(true);
  expect(hasScale(plan, "stacked")).toBe(false);
});
