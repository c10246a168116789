// A difference in words and numbers, the same in every list of differences. Pure.

import type { Descriptor } from "../../format/model.ts";
import type { Difference, Tally } from "../../series/difference.ts";
import { percentileLabel } from "../../series/percentile.ts";
import { formatShare, significant, unitFormat } from "../../series/units.ts";
import { countedQuantity, isCounter, isHistogram } from "../table/reading.ts";

const NONE = "–";

/** What a statistic did on one side: "12.3 k/s", "43 %". "–" where it is absent. */
export function amountText(value: number, descriptor: Descriptor): string {
  return Number.isNaN(value) ? NONE : valueText(value, descriptor);
}

/** The middle of a distribution: "p50 < 4.1 µs"; empty for what has none. */
export function middleText(tally: Tally | null, descriptor: Descriptor): string {
  if (!isHistogram(descriptor) || !tally?.counts || tally.amount === 0) return "";
  return `p50 ${percentileLabel(descriptor, [...tally.counts], 0.5)}`;
}

function valueText(value: number, descriptor: Descriptor): string {
  if (descriptor.unit === "boolean" && !isCounter(descriptor)) return formatShare(value);
  return unitFormat(countedQuantity(descriptor), isCounter(descriptor) ? "rate" : "value").format(value);
}

/** B minus A with its sign: "+12 k/s", "−3 %". */
export function changeText({ change }: Difference, descriptor: Descriptor): string {
  if (Number.isNaN(change)) return NONE;
  return change > 0 ? `+${valueText(change, descriptor)}` : valueText(change, descriptor);
}

/** "× 4.2", "÷ 2", "from 0", "to 0", "same"; "–" where there is no ratio. */
export function ratioText({ ratio }: Pick<Difference, "ratio">): string {
  if (Number.isNaN(ratio)) return NONE;
  if (ratio === 1) return "same";
  if (ratio === 0) return "to 0";
  return ratio === Number.POSITIVE_INFINITY ? "from 0" : factorText(ratio);
}

/** A factor up or down: "× 4.2", "÷ 2". */
function factorText(ratio: number): string {
  return ratio > 1 ? `×\u00a0${significant(ratio)}` : `÷\u00a0${significant(1 / ratio)}`;
}

/**
 * Why it stands where it stands: what of the ratio is certain, how far a distribution moved, or that chance explains it.
 * "≥ × 3.9", "samples 1.3 doublings longer", "maybe chance (1.8 σ)", "only in B".
 */
export function evidenceText(difference: Difference, names: { readonly a: string; readonly b: string }): string {
  const { absent, certain, ratio, shift, errors } = difference;
  if (absent === "both") return "no sample";
  if (absent !== null) return `only in ${absent === "a" ? names.b : names.a}`;
  const shape = shift !== null && shift.certain > 0 ? shapeText(shift.moved, shift.distance) : "";
  const factor = certain > 1.005 ? `at least ${factorText(ratio < 1 ? 1 / certain : certain)}` : "";
  if (shape !== "" && shift !== null && shift.certain * Math.LN2 >= Math.log(certain)) return shape;
  if (factor !== "" || shape !== "") return factor || shape;
  return errors > 0 ? `maybe chance (${significant(Math.round(errors * 10) / 10)}\u00a0σ)` : "none";
}

/** A distribution that moved one way, or only changed its form. */
function shapeText(moved: number, distance: number): string {
  const size = `${significant(Number(distance.toPrecision(2)))} doublings`;
  if (Math.abs(moved) < distance / 2) return `spread differs by ${size}`;
  return `samples ${size} ${moved > 0 ? "longer" : "shorter"}`;
}

/** What the numbers leave out, for a tooltip: resets and gaps of a side; empty when nothing. */
export function lossText(tally: Tally | null, name: string): string {
  if (tally === null) return "";
  const parts = [plural(tally.resets, "reset"), plural(tally.gaps, "gap")].filter(Boolean);
  return parts.length === 0 ? "" : `${name}: without ${parts.join(" and ")}`;
}

function plural(count: number, noun: string): string {
  return count === 0 ? "" : `${count} ${noun}${count === 1 ? "" : "s"}`;
}
