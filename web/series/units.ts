// Numbers at human scale. Raw u64 stay bigint; only what is shown with 3 significant digits becomes a double.

import type { Descriptor } from "../format/model.ts";

/** What a descriptor says about its numbers. */
export type Quantity = Pick<Descriptor, "type" | "unit" | "base" | "exponent">;

/** One unit for a whole axis. Ticks are in the statistic's own (raw) scale. */
export interface AxisScale {
  readonly ticks: readonly number[];
  /** Shown once beside the axis: "µs", "k/s"; empty for plain counts. */
  readonly unit: string;
  /** The number alone, in `unit`. */
  label(value: number): string;
}

/** How the numbers of one chart are written. */
export interface UnitFormat {
  /** Unit as the descriptor gives it: "ns", "count", "count/s". */
  readonly name: string;
  /** Values do not pass it: an axis that reaches it ends there. Absent: there is no such bound. */
  readonly most?: number;
  /** With its unit: "52.7 k/s". "–" for NaN. */
  format(value: number): string;
  axis(min: number, max: number, count: number): AxisScale;
}

interface Step {
  readonly size: number;
  readonly name: string;
}

const NBSP = "\u00a0";
const THIN = "\u2009";
const MINUS = "\u2212";
const NONE = "–";

const SECONDS: readonly Step[] = [
  { size: 1e-9, name: "ns" },
  { size: 1e-6, name: "µs" },
  { size: 1e-3, name: "ms" },
  { size: 1, name: "s" },
  { size: 60, name: "min" },
  { size: 3600, name: "h" },
  { size: 86400, name: "d" },
];
/** A rate of time: "3 min/s" is no unit anyone thinks in. */
const TIME_RATES = SECONDS.filter(({ size }) => size <= 1);
const BYTES: readonly Step[] = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"].map((name, power) => ({
  size: 1024 ** power,
  name,
}));
const COUNTS: readonly Step[] = ["", "k", "M", "G", "T", "P", "E"].map((name, power) => ({
  size: 1000 ** power,
  name,
}));
const CYCLES: readonly Step[] = COUNTS.map(({ size, name }) => ({
  size,
  name: name === "" ? "cyc" : `${name}${NBSP}cyc`,
}));

/** The exact integer, digits grouped by thin spaces: 18 446 744 073 709 551 615. */
export function formatRaw(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().replace(/\B(?=(\d{3})+$)/g, THIN);
  return value < 0n ? MINUS + digits : digits;
}

/** The u64 as meant: an instant from 2^63 on is a negative number that KVM counted below 0, anything else is itself. */
export function signedValue(value: bigint, type: Descriptor["type"]): bigint {
  return type === "instant" ? BigInt.asIntN(64, value) : value;
}

/** One value of a statistic at human scale: "3.78 µs", "52.7 k", "yes". Unknown units and bases stay raw. */
export function formatValue(value: bigint, quantity: Quantity): string {
  const signed = signedValue(value, quantity.type);
  if (quantity.unit === "boolean" && signed >= 0n && signed <= 1n) return signed === 1n ? "yes" : "no";
  if (!isScaled(quantity) || quantity.unit === "boolean") return formatRaw(signed);
  return unitFormat(quantity, "value").format(Number(signed));
}

/** Growth per second at human scale: "52.7 k/s"; below 0.01 a second as "/min". */
export function formatRate(value: number, quantity: Quantity): string {
  return unitFormat(quantity, "rate").format(value);
}

/** A share of 1 as a percentage: "12.3 %". */
export function formatShare(value: number): string {
  return Number.isFinite(value) ? `${significant(value * 100)}${NBSP}%` : NONE;
}

/** Shares of 1, shown as percentages. */
export const shareFormat: UnitFormat = {
  name: "%",
  most: 1,
  format: formatShare,
  axis: (min, max, count) => ({
    ticks: niceTicks(min * 100, max * 100, count).map((tick) => tick / 100),
    unit: "%",
    label: (value) => significant(value * 100),
  }),
};

const formats = new Map<string, UnitFormat>();

/** The format of a statistic's values or of their growth per second. The same object for the same unit. */
export function unitFormat(quantity: Quantity, per: "value" | "rate"): UnitFormat {
  const { unit, base, exponent } = quantity;
  const key = `${unit} ${base} ${exponent} ${per}`;
  const known = formats.get(key);
  if (known) return known;
  const made = makeFormat(quantity, per);
  formats.set(key, made);
  return made;
}

function makeFormat(quantity: Quantity, per: "value" | "rate"): UnitFormat {
  const values = stepsOf(quantity);
  const steps = per === "rate" && values === SECONDS ? TIME_RATES : values;
  const factor = factorOf(quantity);
  const suffix = per === "rate" ? "/s" : "";
  function format(value: number): string {
    if (!Number.isFinite(value)) return NONE;
    const scaled = value * factor;
    const slow = per === "rate" && steps[0]?.name === "" && scaled !== 0 && Math.abs(scaled) < 0.01;
    const shown = slow ? scaled * 60 : scaled;
    const step = stepFor(shown, steps);
    const name = step.name + (slow ? "/min" : suffix);
    // a rate of a plain count reads "0.25/s", all else has its unit apart
    return significant(shown / step.size) + (step.name === "" ? name : NBSP + name);
  }
  function axis(min: number, max: number, count: number): AxisScale {
    const step = stepFor(Math.max(Math.abs(min), Math.abs(max)) * factor, steps);
    const scale = factor / step.size;
    const ticks = niceTicks(min * scale, max * scale, count).map((tick) => tick / scale);
    return { ticks, unit: step.name + suffix, label: (value) => significant(value * scale) };
  }
  return { name: unitName(quantity) + suffix, format, axis };
}

/** The unit as the descriptor gives it: "ns", "KiB", "10^3", "count". */
export function unitName(quantity: Quantity): string {
  const { unit, base, exponent } = quantity;
  if (unit === "boolean") return "boolean";
  if (!isScaled(quantity)) return unit === "none" ? "count" : unit;
  const exact = stepsOf(quantity).find(({ size }) => size === factorOf(quantity));
  if (unit === "seconds" && exact) return exact.name;
  if (unit === "bytes" && exact) return exact.name;
  const noun = unit === "none" ? "count" : unit === "seconds" ? "s" : unit === "bytes" ? "B" : "cyc";
  if (exponent === 0) return noun;
  return unit === "none" ? `${base}^${exponent}` : `${base}^${exponent}${NBSP}${noun}`;
}

/** 3 significant digits, no trailing zeros, true minus sign. */
export function significant(value: number): string {
  if (!Number.isFinite(value)) return NONE;
  const rounded = Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
  const text =
    Math.abs(rounded) >= 1e7 || (rounded !== 0 && Math.abs(rounded) < 1e-4) ? power(rounded) : `${Math.abs(rounded)}`;
  return rounded < 0 ? MINUS + text : text;
}

function power(value: number): string {
  const [digits = "0", exponent = "0"] = Math.abs(value).toExponential(2).split("e");
  return `${Number(digits)}e${Number(exponent)}`;
}

function isScaled({ unit, base }: Quantity): boolean {
  return (base === 2 || base === 10) && !unit.startsWith("unknown");
}

function factorOf(quantity: Quantity): number {
  if (!isScaled(quantity)) return 1;
  // 1e-9 written as a power of ten is one rounding, 10 ** -9 is several
  return quantity.base === 10 ? Number(`1e${quantity.exponent}`) : 2 ** quantity.exponent;
}

function stepsOf({ unit, base }: Quantity): readonly Step[] {
  if (base !== 2 && base !== 10) return COUNTS;
  if (unit === "seconds") return SECONDS;
  if (unit === "bytes") return BYTES;
  return unit === "cycles" ? CYCLES : COUNTS;
}

/** The largest unit in which the value, already rounded to 3 digits, is at least 1: 999.6 ns are 1 µs. */
function stepFor(value: number, steps: readonly Step[]): Step {
  const rounded = Math.abs(Number(value.toPrecision(3)));
  let found = steps[0] as Step;
  // half a unit of the last double absorbs 10^-9 * 1000 < 10^-6
  for (const step of steps) if (rounded >= step.size * (1 - 1e-12)) found = step;
  return found;
}

/** Round numbers in steps of 1, 2 or 5 times a power of ten: at most about `count` of them, from `min` up to `max`. */
export function niceTicks(min: number, max: number, count: number): number[] {
  const span = max - min;
  if (!(span > 0) || count < 1) return [min];
  const raw = span / count;
  const decade = Math.floor(Math.log10(raw));
  const mantissa = raw / 10 ** decade;
  // 30e9 * 1e-9 is a little over 30: dust must not double the step
  const dusty = mantissa * (1 - 1e-9);
  const times = dusty <= 1 ? 1 : dusty <= 2 ? 2 : dusty <= 5 ? 5 : 10;
  const ticks: number[] = [];
  const first = Math.ceil(min / (times * 10 ** decade) - 1e-9);
  const last = Math.floor(max / (times * 10 ** decade) + 1e-9);
  for (let index = first; index <= last; index++) ticks.push(decimal(index * times, decade));
  return ticks;
}

/** The smallest step of 1, 2, 2.5, 5 or 10 times a power of ten that is not under `value`; 0 stays 0. */
export function niceCeil(value: number): number {
  if (!(value > 0)) return 0;
  const decade = Math.floor(Math.log10(value));
  const mantissa = value / 10 ** decade;
  for (const times of [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8])
    if (mantissa <= times * (1 + 1e-12)) return decimal(times, decade);
  return decimal(10, decade);
}

function decimal(mantissa: number, exponent: number): number {
  return Number(`${mantissa}e${exponent}`);
}
