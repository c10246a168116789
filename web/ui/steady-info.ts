// A recording that grows is told anew several times a second, each time as new objects. What is equal to what was there stays
// the same object, and a render hangs on what is not: a picture of more samples renders only what counts them. Pure.

import type { GenerationInfo, RecordingInfo, SourceInfo } from "../series/model.ts";

/** `next` with every part that equals the one in `before` replaced by that. Plain data; arrays go by index. */
export function withKeptParts<T>(before: unknown, next: T): T;
export function withKeptParts(before: unknown, next: unknown): unknown {
  if (Object.is(before, next)) return before;
  if (Array.isArray(before) && Array.isArray(next)) {
    const kept = next.map((each, index) => withKeptParts(before[index], each));
    return sameItems(before, kept) ? before : kept;
  }
  if (!isRecord(before) || !isRecord(next)) return next;
  let same = true;
  const kept: Record<string, unknown> = {};
  for (const key in next) {
    kept[key] = withKeptParts(before[key], next[key]);
    if (!Object.is(kept[key], before[key])) same = false;
  }
  return same && Object.keys(before).length === Object.keys(next).length ? before : kept;
}

/** Maps, sets and views of memory are nobody's to go through. */
function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, index) => Object.is(each, b[index]));
}

/** Share by which a period may differ before it counts as another one. */
const SAME_PERIOD = 0.1;

/**
 * `before` while `next`, made with its parts kept, only has more or fewer samples: their numbers, their findings, the ends of
 * what is held, a period that is about the same. Else `next`.
 */
export function steadyInfo(before: RecordingInfo | null, next: RecordingInfo): RecordingInfo {
  if (before === null) return next;
  const { sources, duration: _, dumps: __, bytes: ___, findings: ____, findingCount: _____, ...rest } = next;
  const same =
    Object.entries(rest).every(([key, value]) => Object.is(value, before[key as keyof RecordingInfo])) &&
    sources.length === before.sources.length &&
    sources.every((source, index) => isSteady(before.sources[index], source));
  return same ? before : next;
}

function isSteady(before: SourceInfo | undefined, next: SourceInfo): boolean {
  if (before === undefined || before === next) return before === next;
  const { samples, from: _, to: __, period, generations, ...rest } = next;
  return (
    Object.entries(rest).every(([key, value]) => Object.is(value, before[key as keyof SourceInfo])) &&
    // one sample has no course
    samples < 2 === before.samples < 2 &&
    Math.abs(period - before.period) <= before.period * SAME_PERIOD &&
    sameTables(before.generations, generations)
  );
}

function sameTables(a: readonly GenerationInfo[], b: readonly GenerationInfo[]): boolean {
  return a.length === b.length && a.every(({ table }, index) => table === b[index]?.table);
}
