// Where a time axis has its ticks and how times are written. Times are seconds since the recording's start.

/** How times are written: since the start, as UTC clock, or as sample numbers where there is no clock. */
export type TimeLabels = "relative" | "utc" | "sample";

export interface TimeTicks {
  readonly ticks: readonly number[];
  /** Distance of two ticks, seconds. */
  readonly step: number;
}

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY];
/** Pixels a label needs. */
const LABEL_WIDTH = 76;

/** Step between two time ticks so that labels fit into `width` pixels: 1-2-5 below a second, then 1, 2, 5, 10, 15, 30 s … 1 d. */
export function timeStep(span: number, width: number, labels: TimeLabels): number {
  const least = (span * (labels === "utc" ? LABEL_WIDTH * 1.3 : LABEL_WIDTH)) / Math.max(width, 1);
  if (labels === "sample") return Math.max(1, decimalStep(least));
  if (least < 1) return decimalStep(least);
  for (const step of STEPS) if (step >= least) return step;
  return Math.ceil(least / DAY) * DAY;
}

/** Ticks between `from` and `to`. With `start` (ns since 1970) they lie on round clock times. */
export function timeTicks(
  from: number,
  to: number,
  width: number,
  labels: TimeLabels = "relative",
  start: bigint | null = null,
): TimeTicks {
  const span = to - from;
  if (!(span > 0)) return { ticks: [from], step: 1 };
  return ticksAtStep({ from, to, step: timeStep(span, width, labels), labels, start });
}

/** All multiples of `step` in a range. */
export function ticksAtStep(range: {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly labels: TimeLabels;
  readonly start: bigint | null;
}): TimeTicks {
  const { from, to, step } = range;
  const offset = range.labels === "utc" && range.start !== null ? clockOffset(range.start, step) : 0;
  const ticks: number[] = [];
  const first = Math.ceil((from - offset) / step - 1e-9);
  const last = Math.floor((to - offset) / step + 1e-9);
  for (let index = first; index <= last; index++) ticks.push(offset + roundTo(index * step, step));
  return { ticks, step };
}

/** A tick's label with as many decimals as the step needs. */
export function tickLabel(time: number, step: number, labels: TimeLabels, start: bigint | null): string {
  if (labels === "sample") return `${Math.round(time)}`;
  const decimals = decimalsOf(step);
  return labels === "utc" && start !== null ? clock(time, start, decimals) : elapsed(time, decimals);
}

/** The time at the cursor: "37.92 s", "1:02.350", "12:03:05.250 UTC", "sample 12". */
export function formatTime(time: number, labels: TimeLabels, start: bigint | null, span = 60): string {
  if (labels === "sample") return `sample ${Math.round(time)}`;
  const decimals = span < 0.01 ? 6 : span < 10 ? 4 : 2;
  return labels === "utc" && start !== null ? `${clock(time, start, 3)} UTC` : elapsed(time, decimals);
}

/** A stretch of time: "250 ms", "37.9 s", "4:10". */
export function formatSpan(span: number): string {
  if (span >= MINUTE) return elapsed(span, span < 10 * MINUTE ? 1 : 0);
  if (span >= 1) return `${Number(span.toPrecision(3))}\u00a0s`;
  if (span >= 1e-3) return `${Number((span * 1e3).toPrecision(3))}\u00a0ms`;
  return `${Number((span * 1e6).toPrecision(3))}\u00a0µs`;
}

function elapsed(time: number, decimals: number): string {
  const rounded = Number(Math.abs(time).toFixed(decimals));
  const sign = time < 0 && rounded > 0 ? "\u2212" : "";
  if (rounded < MINUTE) return `${sign}${rounded.toFixed(decimals)}\u00a0s`;
  const seconds = (rounded % MINUTE).toFixed(decimals).padStart(decimals > 0 ? decimals + 3 : 2, "0");
  const minutes = Math.floor(rounded / MINUTE) % 60;
  const hours = Math.floor(rounded / HOUR);
  return hours > 0 ? `${sign}${hours}:${pad(minutes)}:${seconds}` : `${sign}${minutes}:${seconds}`;
}

function clock(time: number, start: bigint, decimals: number): string {
  // whole ns as bigint: a double of ns since 1970 would lose 256 ns
  const ns = start + BigInt(Math.round(time * 1e9));
  const unit = 10n ** BigInt(9 - decimals);
  const rounded = ((ns + unit / 2n) / unit) * unit;
  const date = new Date(Number(rounded / 1_000_000n));
  const text = `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}:${pad(date.getUTCSeconds())}`;
  if (decimals === 0) return text;
  return `${text}.${(rounded % 1_000_000_000n).toString().padStart(9, "0").slice(0, decimals)}`;
}

function pad(value: number): string {
  return `${value}`.padStart(2, "0");
}

function decimalStep(least: number): number {
  const decade = Math.floor(Math.log10(least));
  const mantissa = least / 10 ** decade;
  return Number(`${mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 5 ? 5 : 10}e${decade}`);
}

function decimalsOf(step: number): number {
  return step >= 1 ? 0 : Math.min(9, Math.ceil(-Math.log10(step) - 1e-9));
}

function roundTo(value: number, step: number): number {
  return step >= 1 ? value : Number(value.toFixed(decimalsOf(step) + 1));
}

/** Seconds from the start to the first clock time that is a multiple of `step`. */
function clockOffset(start: bigint, step: number): number {
  const stepNs = BigInt(Math.max(1, Math.round(step * 1e9)));
  return Number((stepNs - (start % stepNs)) % stepNs) / 1e9;
}
