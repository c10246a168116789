// A sample as text: one line per statistic, histograms as their filled buckets.

import type { Descriptor } from "../web/format/model.ts";
import { displayName } from "../web/format/text.ts";
import { isoTime } from "../web/series/iso-time.ts";
import { bucketLabel } from "../web/series/percentile.ts";
import type { ShownSample, ShownStat } from "../web/series/shown.ts";
import { formatRaw, formatValue } from "../web/series/units.ts";
import { counted } from "./io.ts";

const NAME = 32;

/** The lines of one sample. */
export function textOf({ id, file, time, elapsed, length, stats }: ShownSample): string {
  const since = elapsed === undefined ? "" : `  +${secondsOf(BigInt(elapsed))} s`;
  const when = time === undefined ? since : `  ${isoTime(BigInt(time))}`;
  const head = `${displayName(file)}  ${displayName(id) || "(no id)"}${when}  ${counted(length, "byte")}, ${counted(stats.length, "statistic")}\n`;
  return head + stats.map(lineOf).join("");
}

function lineOf(stat: ShownStat): string {
  const name = displayName(stat.name).padEnd(NAME);
  return `  ${name} ${shownValue(stat)}\n`;
}

function shownValue(stat: ShownStat): string {
  const descriptor = stat as unknown as Descriptor;
  const [only] = stat.values;
  if (stat.values.every((value) => value === null)) return "–  (not in this dump)";
  if (stat.type.endsWith("histogram")) return histogramOf(stat, descriptor);
  if (stat.values.length > 1) return `[${stat.values.map((value) => value ?? "–").join(", ")}]`;
  if (only === null || only === undefined) return "–";
  const raw = formatRaw(BigInt(only));
  const human = formatValue(BigInt(only), descriptor);
  return human === raw ? raw : `${human}  (${raw})`;
}

function histogramOf(stat: ShownStat, descriptor: Descriptor): string {
  const filled = stat.values.flatMap((value, i) =>
    value === "0" ? [] : [`${bucketLabel(descriptor, i)}: ${value === null ? "–" : formatRaw(BigInt(value))}`],
  );
  return filled.length === 0 ? "0 samples" : filled.join("  ");
}

/** Seconds with three digits behind the point, or as many as there are. */
function secondsOf(ns: bigint): string {
  const rest = String(ns % 1_000_000_000n).padStart(9, "0");
  return `${ns / 1_000_000_000n}.${rest.slice(0, 3)}${rest.slice(3).replace(/0+$/, "")}`;
}
