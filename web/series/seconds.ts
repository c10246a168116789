// Times are i64 ns; the page counts f64 seconds since the recording's start.

import type { Engine } from "../engine/engine.ts";
import type { ScanSource } from "./scan-source.ts";

const NS = 1e9;

/** ns of a time on the page. f64 seconds are exact to the ns for 104 days. */
export function nanoseconds(source: Pick<ScanSource, "published">, seconds: number): bigint {
  const whole = Math.floor(seconds);
  return source.published.start + BigInt(whole) * 1_000_000_000n + BigInt(Math.round((seconds - whole) * NS));
}

/** Time on the page of ns. */
export function seconds(source: Pick<ScanSource, "published">, ns: bigint): number {
  return Number(ns - source.published.start) / NS;
}

/**
 * How many samples of a source come before a time on the page, or at it as well. Counted on the page's clock: after 104
 * days f64 seconds are coarser than ns, and a sample must be found at the time it is shown at.
 */
export function samplesUntil({ kernel }: Engine, source: ScanSource, time: number, include: "before" | "at"): number {
  const { index } = source.published;
  const passed = (sample: number) => {
    const shown = seconds(source, index.times[sample] ?? 0n);
    return include === "at" ? shown <= time : shown < time;
  };
  let count = kernel.lower_bound(source.times, source.n, nanoseconds(source, time)) >>> 0;
  while (count < source.n && passed(count)) count++;
  while (count > 0 && !passed(count - 1)) count--;
  return count;
}
