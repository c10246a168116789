// Times are i64 ns; the page counts f64 seconds since the recording's start.

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
