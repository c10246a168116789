// Where a time axis has its ticks and how times are written. Times are seconds since the recording's start.

/** How times are written: since the start, as a clock in UTC or where the viewer is, or as sample numbers without a clock. */
export type TimeLabels = "relative" | "utc" | "local" | "sample";

export interface TimeTicks {
  readonly ticks: readonly number[];
  /** Distance of two ticks, seconds. */
  readonly step: number;
}

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;
const NS_PER_SECOND = 1_000_000_000n;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY];
/** Pixels a label needs. */
const LABEL_WIDTH = 76;

/** Step between two time ticks so that labels fit into `width` pixels: 1-2-5 below a second, then 1, 2, 5, 10, 15, 30 s … 1 d. */
export function timeStep(span: number, width: number, labels: TimeLabels): number {
  const least = (span * (isClock(labels) ? LABEL_WIDTH * 1.3 : LABEL_WIDTH)) / Math.max(width, 1);
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

/** All multiples of `step` in a range; of a clock those it shows, also beyond a change to or from summer time. */
export function ticksAtStep(range: {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly labels: TimeLabels;
  readonly start: bigint | null;
}): TimeTicks {
  const { from, to, step, labels, start } = range;
  if (!isClock(labels) || start === null) return { ticks: multiples(from, to, step, 0), step };
  const zone = zoneOffset(from, start, labels);
  const offset = clockOffset(start + BigInt(zone) * NS_PER_SECOND, step);
  // zones lie quarters of an hour apart: finer ticks stand where they stood
  if (labels === "utc" || step <= 900) return { ticks: multiples(from, to, step, offset), step };
  const ticks = multiples(from - 2 * HOUR, to + 2 * HOUR, step, offset).flatMap((tick) => {
    const shift = zoneOffset(tick, start, labels) - zone;
    if (shift === 0) return [tick];
    // an hour that the clock skips has no tick
    const moved = tick - shift;
    return zoneOffset(moved, start, labels) === zone + shift ? [moved] : [];
  });
  const inside = ticks.filter((tick) => tick >= from - step * 1e-9 && tick <= to + step * 1e-9);
  return { ticks: inside, step };
}

/** Multiples of `step` from an offset on. */
function multiples(from: number, to: number, step: number, offset: number): number[] {
  const ticks: number[] = [];
  const first = Math.ceil((from - offset) / step - 1e-9);
  const last = Math.floor((to - offset) / step + 1e-9);
  for (let index = first; index <= last; index++) ticks.push(offset + roundTo(index * step, step));
  return ticks;
}

/** A tick's label with as many decimals as the step needs; midnight is a date. */
export function tickLabel(time: number, step: number, labels: TimeLabels, start: bigint | null): string {
  if (labels === "sample") return `${Math.round(time)}`;
  const decimals = decimalsOf(step);
  if (!isClock(labels) || start === null) return elapsed(time, decimals);
  const { date, text } = clock(time, start, decimals, labels);
  return step >= 600 && /^00:00:00/.test(text) ? date : text;
}

/**
 * The time at the cursor: "37.92 s", "1:02.350", "12:03:05.250 UTC", "14:03:05.250 +02:00", "sample 12". `span` is what is
 * shown around it: more decimals where that is short, down to ns, and the date where it is a day or more.
 */
export function formatTime(time: number, labels: TimeLabels, start: bigint | null, span = 60): string {
  if (labels === "sample") return `sample ${Math.round(time)}`;
  const fine = span < 1e-5 ? 9 : span < 0.01 ? 6 : 0;
  if (!isClock(labels) || start === null) return elapsed(time, fine || (span < 10 ? 4 : 2));
  const { date, text, zone } = clock(time, start, fine || 3, labels);
  return `${span >= DAY ? `${date} ` : ""}${text} ${zone}`;
}

/** When a recording begins: "2026-11-22 10:14:00 UTC", "2026-11-22 12:14:00 +02:00". */
export function formatStart(start: bigint, labels: TimeLabels): string {
  const { date, text, zone } = clock(0, start, 0, labels === "local" ? labels : "utc");
  return `${date} ${text} ${zone}`;
}

/** The day of a time on a clock: "2026-11-22". */
export function formatDate(time: number, labels: TimeLabels, start: bigint): string {
  return clock(time, start, 0, labels).date;
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

function isClock(labels: TimeLabels): labels is "utc" | "local" {
  return labels === "utc" || labels === "local";
}

/** Seconds that a clock is ahead of UTC at a time; of the viewer's zone as it was then, summer time included. */
function zoneOffset(time: number, start: bigint, labels: TimeLabels): number {
  if (labels !== "local") return 0;
  return new Date(Number(nanosecondsAt(time, start) / 1_000_000n)).getTimezoneOffset() * -MINUTE;
}

/** Whole ns as bigint: a double of ns since 1970 would lose 256 ns. */
function nanosecondsAt(time: number, start: bigint): bigint {
  const whole = Math.floor(time);
  return start + BigInt(whole) * NS_PER_SECOND + BigInt(Math.round((time - whole) * 1e9));
}

interface ClockTime {
  readonly date: string;
  readonly text: string;
  /** "UTC", "+02:00" */
  readonly zone: string;
}

function clock(time: number, start: bigint, decimals: number, labels: TimeLabels): ClockTime {
  const offset = zoneOffset(time, start, labels);
  const unit = 10n ** BigInt(9 - decimals);
  const ns = nanosecondsAt(time, start) + BigInt(offset) * NS_PER_SECOND;
  const rounded = ((ns + unit / 2n) / unit) * unit;
  const iso = new Date(Number(rounded / 1_000_000n)).toISOString();
  const fraction = decimals === 0 ? "" : `.${(rounded % NS_PER_SECOND).toString().padStart(9, "0").slice(0, decimals)}`;
  const minutes = Math.abs(offset) / MINUTE;
  const ahead = `${offset < 0 ? "\u2212" : "+"}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
  return {
    date: iso.slice(0, 10),
    text: iso.slice(11, 19) + fraction,
    zone: labels === "local" ? ahead : "UTC",
  };
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
